
# ---- Logs ------------------------------------------------------------------------------------------------------------

scratch=''
followers=''

leave() {
  # shellcheck disable=SC2086 # numbers
  [ -z "$followers" ] || kill $followers 2>/dev/null || :
  [ -z "$scratch" ] || rm -rf "$scratch"
}

# Lines of standard input with a name before them.
named() {
  if sed -u p </dev/null >/dev/null 2>&1; then
    exec sed -u "s/^/$(row "$1" '| ')/"
  fi
  while IFS= read -r line || [ -n "$line" ]; do row "$1" "| $line"; done
}

# follow NAME SINCE: prints its log, in the background.
follow() {
  [ -p "$scratch/$1" ] || mkfifo "$scratch/$1"
  named "$1" <"$scratch/$1" &
  engine logs -f ${2:+--since="$2"} "$project-$1" >"$scratch/$1" 2>&1 &
  eval "follower_$(identifier "$1")=$!"
  followers="$followers $!"
}

# follow_all SINCE NAME…: until all have ended. A log ends when its container does, which may start again.
follow_all() {
  since=$1
  shift
  trap leave EXIT
  scratch=$(mktemp -d)
  for name do follow "$name" "$since"; done
  alive=yes
  while [ -n "$alive" ]; do
    sleep 1
    alive=''
    for name do
      follower=''
      eval "follower=\$follower_$(identifier "$name")"
      if kill -0 "$follower" 2>/dev/null; then
        alive=yes
      else
        case $(state "$name") in
          running* | restarting*) alive=yes && follow "$name" "$(date +%s)" ;;
        esac
      fi
    done
  done
}
