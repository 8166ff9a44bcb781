# shellcheck shell=bash disable=SC2034,SC2154 # the parts share their names
# Debian's packages: installed, or unpacked beside the system. apt checks the signatures.

need_debian_12() {
  [ "$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)" = bookworm ] || fail "the engines are made for Debian 12"
}

# packages NAME…: installs what is missing
packages() {
  local name missing=()
  for name; do
    dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q 'ok installed$' || missing+=("$name")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  need_root
  need_debian_12
  say "installing packages: ${missing[*]}"
  locked apt install_packages "${missing[@]}"
}

install_packages() {
  { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"; } >"$cache/apt.log" 2>&1 || {
    tail -n 20 "$cache/apt.log" >&2
    fail "apt-get install $*"
  }
}

# debian_13 FOLDER PACKAGE…: unpacks packages of the next Debian, from the mirror that this machine uses
debian_13() { locked apt unpack_debian_13 "$@"; }

unpack_debian_13() {
  local folder=$1 apt mirror options
  shift
  need_debian_12
  # shellcheck disable=SC2016 # apt's own names
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Codename: bookworm' 'Created-By: Packages' | sed 1q)
  apt=$folder/.apt
  mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror trixie main" >"$apt/sources.list"
  options=(-q -o "Dir::Etc::sourcelist=$apt/sources.list" -o Dir::Etc::sourceparts=/dev/null -o "Dir::State::Lists=$apt/lists"
    -o "Dir::Cache=$apt/cache" -o APT::Sandbox::User=root)
  (cd "$apt" && { apt-get "${options[@]}" update && apt-get "${options[@]}" download "$@"; } >"$cache/apt.log" 2>&1) || {
    tail -n 20 "$cache/apt.log" >&2
    fail "Debian 13's $*"
  }
  for package in "$apt"/*.deb; do dpkg -x "$package" "$folder/.root"; done
  rm -rf "$apt"
}
