# shellcheck shell=bash disable=SC2034 # read by debian-root.sh
# Debian 12's nginx knows no `http2 on`.
debian=13
packages=(nginx libc6 libcrypt1 libpcre2-8-0 libssl3t64 libzstd1 zlib1g)
keep=(/usr/sbin/nginx)
account=nginx:101:101:/nonexistent

furnish() {
  chroot "$1" /usr/sbin/nginx -v 2>&1 | grep -qF "nginx/$NGINX." || fail "Debian 13 has another nginx than $NGINX"
  mkdir -p "$1"/{etc/nginx,var/log/nginx,usr/share/nginx}
  ln -s /dev/stdout "$1/var/log/nginx/access.log"
  ln -s /dev/stderr "$1/var/log/nginx/error.log"
}
