#!/bin/sh
# The official image's contract: root gives itself up; the server itself reads RABBITMQ_DEFAULT_USER, _PASS and _VHOST.
set -eu
if [ "$(id -u)" = 0 ]; then
  chown -R rabbitmq:rabbitmq "$HOME"
  # shellcheck disable=SC2016 # for the shell that su starts
  exec su -p -s /bin/sh rabbitmq -c 'exec "$0" "$@"' "$0" "$@"
fi
exec "$@"
