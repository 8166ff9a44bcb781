#!/bin/sh
# The contract of the official image on Alpine: options alone are nats-server's; root stays root.
set -eu
case ${1:-} in -*) set -- nats-server "$@" ;; esac
exec "$@"
