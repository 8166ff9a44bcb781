#!/bin/sh
# The official image's contract: conf.d/*.conf are its servers, and logs go to the container's own.
set -eu
case ${1:-} in -*) set -- nginx "$@" ;; esac
exec "$@"
