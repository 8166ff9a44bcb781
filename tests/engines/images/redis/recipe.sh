# shellcheck shell=bash disable=SC2034,SC2154 # what it sets, ../build reads; $variant is ../build's
packages=(redis-server)
keep=(/usr/bin/redis-server /usr/bin/redis-cli /usr/bin/redis-check-rdb)
account=redis:999:999:/data
[ "$variant" != -alpine ] || account=redis:999:1000:/data

furnish() {
  chroot "$1" /usr/bin/redis-server --version | grep -qF "v=$REDIS." || fail "Debian 12 has another Redis than $REDIS"
  install -d -o 999 -g "$(cut -d: -f3 <<<"$account")" "$1/data"
}
