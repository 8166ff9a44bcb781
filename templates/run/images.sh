
# ---- Images ----------------------------------------------------------------------------------------------------------

ready_images=''
renew=''

has_image() { engine image inspect "$1" >/dev/null 2>&1; }

# pulled IMAGE FLAG…: pulls it where it is not here, and with `up --pull` in any case.
pulled() {
  ! is_one_of "$1" "$ready_images" || return 0
  ready_images="$ready_images $1"
  [ -n "$renew" ] || ! has_image "$1" || return 0
  wanted=$1
  shift
  say "  pulling $wanted"
  ! engine pull "$@" "$wanted" >&2 || return 0
  if has_image "$wanted"; then
    say "  $wanted could not be pulled: the one that is here is used"
  else
    fail "$wanted could not be pulled. If its registry wants a login: $engine login ${wanted%%/*}. To use one of your own: $engine build -t $wanted FOLDER"
  fi
}

# present IMAGE: never pulls it.
present() {
  has_image "$1" || fail "$1 is not here and is never pulled: make it with $engine build -t $1 FOLDER"
}

# built IMAGE FOLDER FLAG…: builds it; what has not changed comes from the engine's cache.
built() {
  ! is_one_of "$1" "$ready_images" || return 0
  ready_images="$ready_images $1"
  built=$1 folder=$2
  shift 2
  if [ ! -d "$here/$folder" ]; then
    has_image "$built" || fail "$built cannot be built: there is no folder $here/$folder"
    say "  $built is not built, as there is no folder $here/$folder: the one that is here is used"
    return 0
  fi
  say "  building $built"
  (cd "$here" && engine build --tag="$built" "$@" "$folder" >&2) || fail "$built could not be built"
}
