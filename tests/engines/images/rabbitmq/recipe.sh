# shellcheck shell=bash disable=SC2034 # read by debian-root.sh
packages=(rabbitmq-server)
keep=(/usr/lib/erlang /usr/lib/rabbitmq /usr/bin/erl)
drop=(/usr/lib/erlang/man)
account=rabbitmq:999:999:/var/lib/rabbitmq

furnish() {
  local server
  server=$(cd "$1" && echo usr/lib/rabbitmq/lib/rabbitmq_server-*)
  [[ $server == *-"$RABBITMQ".* ]] || fail "Debian 12 has $server, versions.env names $RABBITMQ"
  for program in "$1/$server"/sbin/rabbitmq*; do ln -s "/$server/sbin/${program##*/}" "$1/usr/local/bin/"; done
  install -d -o 999 -g 999 -m 1777 "$1/var/lib/rabbitmq"
  mkdir "$1/etc/rabbitmq"
  printf 'loopback_users = none\nlog.console = true\nlog.file = false\n' >"$1/etc/rabbitmq/rabbitmq.conf"
}
