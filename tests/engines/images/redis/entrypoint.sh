#!/bin/sh
# The official image's contract: options alone are redis-server's, root gives itself up, and other hosts are served.
set -eu
case ${1:-} in -* | *.conf) set -- redis-server "$@" ;; esac
if [ "${1:-}" = redis-server ]; then
  if [ "$(id -u)" = 0 ]; then
    find . ! -user redis -exec chown redis:redis {} +
    # shellcheck disable=SC2016 # for the shell that su starts
    exec su -p -s /bin/sh redis -c 'exec "$0" "$@"' "$0" "$@"
  fi
  case "$*" in *--protected-mode*) ;; *) set -- "$@" --protected-mode no ;; esac
fi
exec "$@"
