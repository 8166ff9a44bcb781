# shellcheck shell=bash disable=SC2034,SC2154 # read by debian-root.sh; images is the build's
packages=(nginx curl)
keep=(/usr/sbin/nginx /etc/nginx/mime.types /usr/bin/curl)
account=nginx:101:101:/nonexistent

furnish() {
  chroot "$1" /usr/sbin/nginx -v 2>&1 | grep -qF "nginx/$OFFICIALNGINX." || fail "Debian 12 has another nginx than $OFFICIALNGINX"
  mkdir -p "$1"/etc/nginx/conf.d "$1"/var/{cache,log}/nginx "$1"/usr/share/nginx/html
  ln -s /dev/stdout "$1/var/log/nginx/access.log"
  ln -s /dev/stderr "$1/var/log/nginx/error.log"
  cp "$images/officialnginx/nginx.conf" "$1/etc/nginx/"
  printf 'server {\n    listen 80;\n    root /usr/share/nginx/html;\n}\n' >"$1/etc/nginx/conf.d/default.conf"
  echo 'nginx answers' >"$1/usr/share/nginx/html/index.html"
}
