#!/bin/sh
# The official image's contract: options alone are memcached's.
set -eu
case ${1:-} in -*) set -- memcached "$@" ;; esac
exec "$@"
