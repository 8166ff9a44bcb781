# shellcheck shell=bash disable=SC2034 # read by debian-root.sh
packages=(redis-server)
keep=(/usr/bin/redis-server /usr/bin/redis-cli /usr/bin/redis-check-rdb)
account=redis:999:999:/data

furnish() {
  chroot "$1" /usr/bin/redis-server --version | grep -qF "v=$REDIS." || fail "Debian 12 has another Redis than $REDIS"
  install -d -o 999 -g 999 "$1/data"
}
