# shellcheck shell=bash disable=SC2034 # read by debian-root.sh
packages=(memcached)
keep=(/usr/bin/memcached)
account=memcache:11211:11211:/nonexistent

furnish() {
  chroot "$1" /usr/bin/memcached --version | grep -qF "memcached $MEMCACHED." || fail "Debian 12 has another memcached than $MEMCACHED"
}
