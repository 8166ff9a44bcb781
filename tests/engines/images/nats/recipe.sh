# shellcheck shell=bash disable=SC2034 # read by debian-root.sh
packages=(nats-server)
keep=(/usr/sbin/nats-server)
account=nats:999:999:/nonexistent

furnish() {
  ln -s /usr/sbin/nats-server "$1/usr/local/bin/nats-server"
  chroot "$1" /usr/sbin/nats-server --version | grep -qF "v$NATS." || fail "Debian 12 has another NATS than $NATS"
  mkdir "$1/etc/nats"
  printf 'http: 8222\n' >"$1/etc/nats/nats-server.conf"
}
