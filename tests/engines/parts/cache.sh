# shellcheck shell=bash disable=SC2034,SC2154 # the parts share their names
# The cache: one folder for each thing and version, whole or not there.

mkdir -p "$cache/run" "$cache/locks"

say() { printf 'engines: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

# digest FILE…: a short name for what the files hold
digest() { cat "$@" | sha256sum | cut -c1-12; }

# locked NAME COMMAND…: no other command runs under that name meanwhile
locked() {
  local lock
  exec {lock}>"$cache/locks/$1"
  flock "$lock"
  shift
  "$@"
  exec {lock}>&-
}

# once FOLDER COMMAND…: runs COMMAND… FOLDER in a new folder, unless it ran there to its end before
once() { [ -e "$1/.complete" ] || locked "${1##*/}" fill "$@"; }

fill() {
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
