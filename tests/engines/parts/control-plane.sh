# shellcheck shell=bash disable=SC2034,SC2154 # the parts share their names
# A real Kubernetes control plane on loopback: etcd, API server, controller manager, scheduler. kwok's one node runs no
# container and calls every pod ready, every Job complete.

control_plane_state=$cache/run/control-plane

install_kubernetes() {
  packages iptables ipset iproute2 procps util-linux openssl runc
  once "$(docker_place)" unpack_docker
  agrees kubernetes kwok
  agrees kubernetes kubernetes
  once "$(go_place kubernetes)" build_kubernetes
  local name
  for name in cni coredns kube-router metrics-server pause; do go_install "$name"; done
}

build_kubernetes() {
  local minor=${KUBERNETES#1.} version=k8s.io/component-base/version stages
  go_build kubernetes "-X $version.gitVersion=v$KUBERNETES -X $version.gitMajor=1 -X $version.gitMinor=${minor%%.*}" "$1"
  mv "$1/server" "$1/etcd" # Go names etcd's main package "server"
  stages=$(cd "$here/go/kubernetes" && go list -m -f '{{.Dir}}' sigs.k8s.io/kwok)/kustomize/stage
  for stage in node/fast/node-initialize node/heartbeat-with-lease/node-heartbeat-with-lease pod/fast/pod-{ready,complete,delete}; do
    echo ---
    cat "$stages/$stage.yaml"
  done >"$1/kwok-stages.yaml"
}

up_control_plane() {
  install_kubernetes
  state=$control_plane_state
  if running kube-apiserver && running kwok; then
    apply_crds
    say "the control plane is up"
    return 0
  fi
  down_control_plane
  start_control_plane 127.0.0.1
  start kwok "$(go_place kubernetes)/kwok" --kubeconfig="$state/kubeconfig" --config="$(go_place kubernetes)/kwok-stages.yaml" \
    --manage-all-nodes=true --server-address=127.0.0.1:0 --node-ip=127.0.0.1 --cidr=10.0.0.1/24
  cluster apply -f "$here/kubernetes/kwok-node.yaml" >/dev/null
  until_true 30 cluster wait --for=condition=Ready node/fake-0 --timeout=1s || fail "kwok's node is not ready"
  must_run kwok
  apply_crds
  say "Kubernetes $KUBERNETES, its control plane alone: KUBECONFIG=$state/kubeconfig"
}

down_control_plane() {
  state=$control_plane_state
  halt kwok
  stop_control_plane
  rm -rf "$state"
}

# cluster ARG…: kubectl against the cluster in $state
cluster() { "$(go_place kubernetes)/kubectl" --kubeconfig="$state/kubeconfig" "$@"; }

# start_control_plane ADDRESS [API_SERVER_FLAG…]: in a new $state. $tokens holds further lines of the token file.
start_control_plane() {
  local address=$1 programs ports token
  shift
  programs=$(go_place kubernetes)
  rm -rf "$state"
  mkdir -p "$state"
  chmod 700 "$state"
  read -ra ports < <(free_ports 3)
  start etcd "$programs/etcd" --data-dir="$state/etcd" --unsafe-no-fsync --log-level=warn \
    --listen-client-urls="http://127.0.0.1:${ports[0]}" --advertise-client-urls="http://127.0.0.1:${ports[0]}" \
    --listen-peer-urls="http://127.0.0.1:${ports[1]}" --initial-advertise-peer-urls="http://127.0.0.1:${ports[1]}" \
    --initial-cluster="default=http://127.0.0.1:${ports[1]}"

  token=$(openssl rand -hex 16)
  (umask 077 && openssl genrsa -out "$state/sa.key" 2048 2>/dev/null && printf '%s\n' "$token,admin,admin,system:masters" "${tokens[@]}" >"$state/tokens.csv")
  write_kubeconfig "https://$address:${ports[2]}" "$token"
  start kube-apiserver "$programs/kube-apiserver" --etcd-servers="http://127.0.0.1:${ports[0]}" --bind-address="$address" --secure-port="${ports[2]}" \
    --advertise-address="$address" --cert-dir="$state/certs" --service-cluster-ip-range=10.96.0.0/16 --authorization-mode=RBAC \
    --token-auth-file="$state/tokens.csv" --service-account-issuer=https://kubernetes.default.svc \
    --service-account-key-file="$state/sa.key" --service-account-signing-key-file="$state/sa.key" \
    --allow-privileged=true --enable-priority-and-fairness=false --endpoint-reconciler-type=none "$@"
  until_true 60 cluster get --raw /readyz || {
    must_run etcd kube-apiserver
    fail "the API server is not ready, see $state/kube-apiserver.log"
  }
  trust_authority_alone
  start_controllers
}

# No lease is renewed on kwok's node: a long grace period keeps its pods.
start_controllers() {
  local programs
  programs=$(go_place kubernetes)
  start kube-controller-manager "$programs/kube-controller-manager" --kubeconfig="$state/kubeconfig" --leader-elect=false --secure-port=0 \
    --service-account-private-key-file="$state/sa.key" --root-ca-file="$state/ca.crt" --use-service-account-credentials=false \
    --horizontal-pod-autoscaler-sync-period=3s --node-monitor-grace-period=10m
  start kube-scheduler "$programs/kube-scheduler" --kubeconfig="$state/kubeconfig" --leader-elect=false --secure-port=0
  # Pods are refused until the controller manager has made the default ServiceAccount.
  until_true 30 cluster -n default get serviceaccount default || {
    must_run kube-controller-manager kube-scheduler
    fail "the controller manager is not ready, see $state/kube-controller-manager.log"
  }
}

stop_control_plane() { halt kube-scheduler kube-controller-manager kube-apiserver etcd; }

tokens=()

free_ports() {
  python3 -c 'import socket, sys
sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(int(sys.argv[1]))]
print(*[s.getsockname()[1] for s in sockets])' "$1"
}

# write_kubeconfig SERVER TOKEN
write_kubeconfig() {
  (umask 077 && cat >"$state/kubeconfig") <<K
apiVersion: v1
kind: Config
clusters: [{name: landfall, cluster: {server: "$1", certificate-authority: $state/certs/apiserver.crt}}]
users: [{name: admin, user: {token: $2}}]
contexts: [{name: landfall, context: {cluster: landfall, user: admin}}]
current-context: landfall
K
}

# The API server's file holds its certificate, then the authority's; pods are given the authority alone.
trust_authority_alone() {
  awk '/BEGIN CERT/ { last = "" } { last = last $0 "\n" } END { printf "%s", last }' "$state/certs/apiserver.crt" >"$state/ca.crt"
  sed -i "s#$state/certs/apiserver.crt#$state/ca.crt#" "$state/kubeconfig"
}
