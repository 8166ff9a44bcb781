# shellcheck shell=bash disable=SC2034,SC2154 # the parts share their names
# Programs built from Go modules. go/NAME/go.mod pins every module of one build, go.sum checks them.

declare -A module=(
  [compose]=github.com/docker/compose/v5@v$COMPOSE
  [kubernetes]=k8s.io/kubernetes@v$KUBERNETES
  [kwok]=sigs.k8s.io/kwok@v$KWOK
  [cni]=github.com/containernetworking/plugins@v$CNI_PLUGINS
  [coredns]=github.com/coredns/coredns@v$COREDNS
  [kube-router]=github.com/cloudnativelabs/kube-router/v2@v$KUBE_ROUTER
  [metrics-server]=sigs.k8s.io/metrics-server@v$METRICS_SERVER
  [kubeconform]=github.com/yannh/kubeconform@v$KUBECONFORM
  [kube-score]=github.com/zegl/kube-score@v$KUBE_SCORE
  [psa]=k8s.io/pod-security-admission@v$POD_SECURITY
)

# go_place NAME: the folder of its programs; another pin or another source is another folder
go_place() { echo "$cache/$1-$(digest "$here/go/$1"/*)"; }

# go_install NAME [LDFLAGS]: builds the tools that go/NAME/go.mod lists, or the program in go/NAME
go_install() {
  agrees "$1" "$1"
  once "$(go_place "$1")" go_build "$1" "${2:-}"
}

go_build() {
  (cd "$here/go/$1" && CGO_ENABLED=0 GOFLAGS='' go build -mod=readonly -buildvcs=false -trimpath -ldflags "-s -w $2" -o "$3/" "$(program "$1")") ||
    fail "go build of $1"
}

# program NAME: what to build there, a program of ours or the tools that its go.mod lists
program() { if [ -e "$here/go/$1/main.go" ]; then echo .; else echo tool; fi; }

# agrees BUILD MODULE: versions.env and go/BUILD/go.mod name the same version of it
agrees() {
  local wanted=${module[$2]:-}
  [ -n "$wanted" ] || return 0
  grep -qE "(^|\s)${wanted/@/ }( |$)" "$here/go/$1/go.mod" || fail "go/$1/go.mod is not at $wanted: run 'engines pin $1'"
}

pin() {
  [ -n "${module[${1:-}]:-}" ] || fail "nothing to pin is called '${1:-}'"
  case $1 in
    kubernetes | kwok) pin_kubernetes ;;
    *) (cd "$here/go/$1" && go mod edit -require="${module[$1]}" && GOFLAGS=-mod=mod CGO_ENABLED=0 go list -deps "$(program "$1")" >/dev/null) ;;
  esac
}

# Kubernetes replaces its staging modules by folders; outside its tree they are the ones published with it.
pin_kubernetes() {
  local source
  source=$(go mod download -json "${module[kubernetes]}" | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p')
  cd "$here/go/kubernetes" || return
  sed -e '/^\/\//d' -e 's/^module .*/module kubernetes-programs/' -e '/^replace (/,/^)/d' -e "s/ v0\.0\.0\$/ v0.${KUBERNETES#1.}/" "$source/go.mod" >go.mod
  install -m 644 "$source/go.sum" go.sum
  go mod edit -require="${module[kubernetes]}" -require="${module[kwok]}" -tool=go.etcd.io/etcd/server/v3 -tool=sigs.k8s.io/kwok/cmd/kwok
  for program in kube-apiserver kube-controller-manager kube-scheduler kubectl kubelet kube-proxy; do
    go mod edit -tool="k8s.io/kubernetes/cmd/$program"
  done
  go mod tidy
}
