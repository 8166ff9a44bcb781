
# ---- The engine ------------------------------------------------------------------------------------------------------

say() { printf '%s\n' "$*" >&2; }

# row NAME TEXT: a line of a table.
# shellcheck disable=SC2059 # a number
row() { printf "  %-${column}s  %s\n" "$1" "$2"; }

fail() {
  say "run.sh: $*"
  exit 1
}

engine() { command "$engine" "$@"; }

# LANDFALL_ENGINE or DOCKER names another program than the first of docker and podman that is there.
find_engine() {
  engine=${LANDFALL_ENGINE:-${DOCKER:-}}
  if [ -z "$engine" ]; then
    engine=docker
    command -v docker >/dev/null 2>&1 || engine=podman
  fi
  command -v "$engine" >/dev/null 2>&1 || fail "neither docker nor podman is here: install one, or name it in LANDFALL_ENGINE"
  podman='' count='{{.NCPU}}'
  case $(engine --version 2>/dev/null) in
    *[Pp]odman*) podman=yes count='{{.Host.CPUs}}' ;;
  esac
  host_cpus=$(engine info --format "$count" 2>/dev/null) || {
    engine info 2>&1 | tail -n 3 >&2
    fail "$engine does not answer: is it running, and may you use it?"
  }
}

# Without what a program prints, unless it fails.
quietly() {
  said=$("$@" 2>&1) || {
    say "$said"
    return 1
  }
}

checksum() {
  if command -v sha256sum >/dev/null 2>&1; then sha256sum; else shasum -a 256; fi | cut -c 1-32
}

# The name of a workload as a part of a function's or variable's name.
identifier() { printf '%s' "$1" | tr - _; }

is_one_of() {
  case " $2 " in *" $1 "*) return 0 ;; esac
  return 1
}

# Where a workload is reached, without the hosts of its routes.
addresses_of() {
  addresses | sed -n "s/^$1 \([^ ]*\).*/\1/p" | tr '\n' ' '
}

known() {
  is_one_of "$1" "$workloads $by_hand" || fail "there is no workload $1; there are: $workloads $by_hand"
}
