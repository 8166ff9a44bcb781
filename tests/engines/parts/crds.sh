# shellcheck shell=bash disable=SC2034,SC2154 # the parts share their names
# Custom resources of operators that no test runs: their definitions alone, so that the API server checks objects against them.

crds_place() { echo "$cache/crds-$(digest "$here/crds")"; }

install_crds() { once "$(crds_place)" collect_crds; }

# collect_crds FOLDER: the definitions of all sets, a file each
collect_crds() {
  local name module version sum files said file
  while read -r name module version sum files; do
    case $name in '' | '#'*) continue ;; esac
    said=$(cd "$1" && go mod download -json "$module@$version") || fail "go mod download $module@$version: $said"
    grep -qF "\"Sum\": \"$sum\"" <<<"$said" || fail "$module@$version is not what ${sum@Q} says"
    files=$(sed -n 's/^\t"Dir": "\(.*\)",$/\1/p' <<<"$said")/$files
    [ ! -d "$files" ] || files=$files/*.yaml
    # shellcheck disable=SC2086 # a pattern
    for file in $(grep -l '^kind: CustomResourceDefinition' $files); do
      install -m 644 "$file" "$1/$name-${file##*/}"
    done
    compgen -G "$1/$name-*" >/dev/null || fail "$module@$version has no definitions in $files"
  done <"$here/crds"
}

# apply_crds: all sets, to the cluster in $state, unless it has them
apply_crds() {
  local place
  install_crds
  place=$(crds_place)
  [ ! -e "$state/${place##*/}" ] || return 0
  cluster apply --server-side -f "$place" >/dev/null
  cluster wait --for=condition=Established -f "$place" --timeout=60s >/dev/null || fail "not all custom resources are there"
  touch "$state/${place##*/}"
}
