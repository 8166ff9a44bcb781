# shellcheck shell=bash disable=SC2034 # read by debian-root.sh
packages=(zookeeper openjdk-17-jre-headless)
keep=(/usr/lib/jvm /etc/java-17-openjdk /usr/share/java)
account=zookeeper:1000:1000:/data

furnish() {
  compgen -G "$1/usr/share/java/zookeeper-$ZOOKEEPER.*.jar" >/dev/null || fail "Debian 12 has another ZooKeeper than $ZOOKEEPER"
  ln -s /usr/lib/jvm/java-17-openjdk-amd64/bin/java "$1/usr/bin/java"
  install -d -o 1000 -g 1000 "$1/conf" "$1/data" "$1/datalog" "$1/logs"
  echo '<configuration/>' >"$1/conf/logback.xml"
  cat >"$1/usr/local/bin/zkServer.sh" <<'S'
#!/bin/sh
# shellcheck disable=SC2086 # flags, one a word
exec java ${SERVER_JVMFLAGS:-} -cp "$ZOOCFGDIR:/usr/share/java/*" org.apache.zookeeper.server.quorum.QuorumPeerMain "$ZOOCFGDIR/zoo.cfg"
S
  chmod 755 "$1/usr/local/bin/zkServer.sh"
}
