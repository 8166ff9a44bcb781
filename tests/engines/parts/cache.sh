# shellcheck shell=bash disable=SC2034,SC2154 # the parts share their names
# The cache: one folder for each thing and version, whole or not there.

say() { printf 'engines: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

# digest FILE…: a short name for what the files hold
digest() { cat "$@" | sha256sum | cut -c1-12; }

# once FOLDER COMMAND…: runs COMMAND… FOLDER in a new folder, unless it ran there to its end before
once() {
  local folder=$1
  shift
  [ ! -e "$folder/.complete" ] || return 0
  say "installing ${folder##*/}"
  rm -rf "$folder"
  mkdir -p "$folder"
  "$@" "$folder"
  touch "$folder/.complete"
}

need_root() { [ "$(id -u)" = 0 ] || fail "this needs root"; }
