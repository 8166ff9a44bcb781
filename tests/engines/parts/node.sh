# shellcheck shell=bash disable=SC2034,SC2154 # the parts share their names
# A Kubernetes of one node that runs containers: the control plane, containerd, kubelet, kube-proxy, kube-router (which
# enforces NetworkPolicies), CoreDNS, metrics-server. The node has a network namespace of its own, so that its rules and
# Docker's never meet. The host reaches pods, ClusterIPs and NodePorts (on 10.244.0.1) by route.

node_state=$cache/run/node
node_netns=lfnode
node_sysctls=(vm.overcommit_memory vm.panic_on_oom kernel.panic kernel.panic_on_oops kernel.keys.root_maxkeys kernel.keys.root_maxbytes)

up_node() {
  need_root
  install_kubernetes
  state=$node_state
  if running kubelet && running containerd && running kube-proxy && running kube-router; then
    say "the node is up"
    return 0
  fi
  [ ! -e "$state/mine" ] || down_node
  [ ${#state} -le 80 ] || fail "$state is too long a path for a socket"
  ! grep -q " $state/" /proc/self/mounts || fail "mounts are left under $state"
  rm -rf "$state"
  mkdir -p "$state"/{pki,cni.d,pods-log,kubelet,path}
  chmod 711 "$state"
  sysctl "${node_sysctls[@]}" >"$state/sysctl"
  make_node_network
  make_node_certificates
  start_node_control_plane
  start_node_programs
  cluster apply -f "$here/kubernetes/node.yaml" >/dev/null
  cluster -n kube-system create configmap kubelet-ca --from-file=ca.crt="$state/pki/ca.crt" >/dev/null
  cluster apply -f "$here/kubernetes/metrics-server.yaml" >/dev/null
  until_true 60 cluster wait --for=condition=Ready node/node-0 --timeout=1s || node_failed "the node is not ready"
  start_node_firewall
  until_true 60 cluster -n kube-system rollout status deployment/coredns --timeout=1s || node_failed "CoreDNS is not ready"
  say "Kubernetes ${KUBERNETES:?} with a node: KUBECONFIG=$state/kubeconfig"
}

node_failed() {
  must_run containerd kubelet kube-proxy
  cluster get events -A >&2 || :
  tail -n 20 "$state/kubelet.log" >&2
  fail "$1"
}

in_node() { nsenter --net=/run/netns/$node_netns "$@"; } # "ip netns exec" would mount /sys anew, without the cgroups

make_node_network() {
  ip netns add $node_netns || fail "another node is up, or one ended without 'engines down kubernetes'"
  touch "$state/mine"
  ip link add $node_netns type veth peer name eth0 netns $node_netns
  ip addr add 10.244.255.1/30 dev $node_netns
  ip link set $node_netns up
  in_node ip link set lo up
  in_node ip addr add 10.244.255.2/30 dev eth0
  in_node ip link set eth0 up
  in_node ip link add br0 type bridge
  in_node ip addr add 10.244.0.1/24 dev br0
  in_node ip link set br0 up
  in_node ip route add 10.96.0.0/16 dev br0
  in_node sysctl -qw net.ipv4.ip_forward=1
  ip route add 10.244.0.0/24 via 10.244.255.2
  ip route add 10.96.0.0/16 via 10.244.255.2
}

# The API server's way to the kubelet (logs, exec) and to metrics-server, verified at both ends.
make_node_certificates() (
  umask 077
  cd "$state/pki" || return
  key=(-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes)
  openssl req -x509 "${key[@]}" -days 30 -subj /CN=kubelet-ca -keyout ca.key -out ca.crt 2>/dev/null
  sign() { # sign NAME SUBJECT EXTENSIONS
    openssl req "${key[@]}" -subj "$2" -keyout "$1.key" -out "$1.csr" 2>/dev/null
    openssl x509 -req -in "$1.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days 30 -extfile <(echo "$3") -out "$1.crt" 2>/dev/null
  }
  sign client /O=system:masters/CN=kube-apiserver extendedKeyUsage=clientAuth
  sign front /CN=front-proxy extendedKeyUsage=clientAuth
  sign kubelet /O=system:nodes/CN=system:node:node-0 $'extendedKeyUsage=serverAuth\nsubjectAltName=IP:10.244.0.1,DNS:node-0'
)

start_node_control_plane() {
  local pki=$state/pki token name
  tokens=()
  for name in "system:node:node-0,kubelet,system:nodes" "system:kube-proxy,kube-proxy" "kube-router,kube-router"; do
    tokens+=("$(openssl rand -hex 16),$name")
  done
  state=$node_state/control-plane start_control_plane 10.244.255.1 --endpoint-reconciler-type=lease \
    --requestheader-client-ca-file="$pki/ca.crt" --requestheader-allowed-names=front-proxy --requestheader-username-headers=X-Remote-User \
    --requestheader-group-headers=X-Remote-Group --requestheader-extra-headers-prefix=X-Remote-Extra- \
    --proxy-client-cert-file="$pki/front.crt" --proxy-client-key-file="$pki/front.key" \
    --authorization-mode=Node --enable-admission-plugins=NodeRestriction --kubelet-preferred-address-types=InternalIP \
    --kubelet-certificate-authority="$pki/ca.crt" --kubelet-client-certificate="$pki/client.crt" --kubelet-client-key="$pki/client.key"
  ln -s control-plane/kubeconfig "$state/kubeconfig"
  for token in "${tokens[@]}"; do
    name=$(cut -d, -f3 <<<"$token")
    (umask 077 && sed "s/token: .*}}/token: ${token%%,*}}}/" "$state/kubeconfig" >"$state/$name.kubeconfig")
  done
}

start_node_programs() {
  local kubernetes template
  kubernetes=$(go_place kubernetes)
  for template in containerd.toml kubelet.yaml kube-proxy.yaml pods.conflist; do
    sed -e "s#@STATE@#$state#" -e "s#@CNI@#$(go_place cni)#" "$here/kubernetes/$template" >"$state/$template"
  done
  mv "$state/pods.conflist" "$state/cni.d/10-pods.conflist"
  enter=(nsenter "--net=/run/netns/$node_netns" env "PATH=$(docker_place):$PATH")
  start containerd "$(docker_place)/containerd" -c "$state/containerd.toml"
  until_true 20 containers version || must_run containerd
  import_program pause docker.io/local/pause:1
  import_program coredns docker.io/local/coredns:1
  import_program metrics-server docker.io/local/metrics-server:1
  start kubelet "$kubernetes/kubelet" --config="$state/kubelet.yaml" --kubeconfig="$state/kubelet.kubeconfig" --root-dir="$state/kubelet" \
    --cert-dir="$state/pki" --hostname-override=node-0 --node-ip=10.244.0.1
  start kube-proxy "$kubernetes/kube-proxy" --config="$state/kube-proxy.yaml"
  enter=()
}

# kube-router ends at once where its Node does not exist yet.
start_node_firewall() {
  enter=(nsenter "--net=/run/netns/$node_netns" env NODE_NAME=node-0)
  start kube-router "$(go_place kube-router)/kube-router" --kubeconfig="$state/kube-router.kubeconfig" --hostname-override=node-0 \
    --run-router=false --run-service-proxy=false --run-firewall=true --service-cluster-ip-range=10.96.0.0/16 --health-port=0 --metrics-port=0 \
    --iptables-sync-period=30s
  enter=()
  until_true 20 grep -q "full sync goroutine" "$state/kube-router.log" || must_run kube-router
}

containers() { "$(docker_place)/ctr" -a "$node_state/containerd.sock" -n k8s.io "$@"; }

# import_program NAME IMAGE: the program that go/NAME built, FROM scratch
import_program() {
  python3 "$here/kubernetes/scratch-image.py" "$2" "$(go_place "$1")/$1" | containers images import --local - >>"$state/images.log" 2>&1
}

load_image() {
  export_environment
  docker save "$1" | containers images import --local --no-unpack=false - >/dev/null
  say "the node has $1"
}

down_node() {
  need_root
  state=$node_state
  [ -e "$state/mine" ] || {
    say "no node of ours is up"
    return 0
  }
  delete_node_pods
  halt kubelet kube-router kube-proxy
  kill_node_containers
  halt containerd
  state=$node_state/control-plane stop_control_plane
  unmount_node
  ip link del $node_netns 2>/dev/null || :
  ip netns del $node_netns 2>/dev/null || :
  [ -n "$(ls /run/netns)" ] || umount /run/netns 2>/dev/null || : # "ip netns" has mounted it
  find /var/log/containers -lname "$state/*" -delete 2>/dev/null || : # the kubelet's links; it has no flag for that path
  sysctl -qp "$state/sysctl"
  rm -rf --one-file-system "$state"
}

# While the kubelet still runs, so that it unmounts and frees addresses; the controllers are stopped first, or they make pods anew.
delete_node_pods() {
  state=$node_state/control-plane halt kube-controller-manager kube-scheduler
  ! running kubelet || timeout 60 "$(go_place kubernetes)/kubectl" --kubeconfig="$state/kubeconfig" \
    delete pods -A --all --grace-period=1 --wait=true >/dev/null 2>&1 || :
}

# Killing a shim leaves its container: the cgroups name what still runs.
kill_node_containers() {
  local tasks=$state/containerd-run/io.containerd.runtime.v2.task place leftovers
  leftovers=$(grep -ohEr '/run/(netns/cni-[0-9a-f-]+|containerd/s/[0-9a-f]+)' "$tasks" 2>/dev/null | sort -u || :)
  node_shims | xargs -r kill -KILL 2>/dev/null || :
  find /sys/fs/cgroup -path '*/kubepods/*' -name cgroup.procs -exec cat {} + 2>/dev/null | sort -u | xargs -r kill -KILL 2>/dev/null || :
  for place in $leftovers; do
    case $place in
      *netns*) ip netns del "${place##*/}" 2>/dev/null || : ;;
      *) rm -f "$place" ;;
    esac
  done
  for place in "$tasks"/k8s.io/*; do rm -f /var/lib/cni/results/*-"${place##*/}"-*; done
}

# node_shims: the pids of the shims of this node's containerd, and of no other
node_shims() {
  local folder
  for folder in /proc/[0-9]*; do
    ! tr '\0' ' ' 2>/dev/null <"$folder/cmdline" | grep -qE "containerd-shim.* -address $state/containerd.sock( |\$)" || echo "${folder#/proc/}"
  done 2>/dev/null
}

unmount_node() {
  local mount
  for _ in 1 2 3; do
    awk -v below="$state/" 'index($2, below) == 1 { print $2 }' /proc/self/mounts | sort -r | while read -r mount; do
      umount "$mount" 2>/dev/null || umount -l "$mount"
    done
  done
  find /sys/fs/cgroup -path '*/kubepods*' -depth -type d -exec rmdir {} + 2>/dev/null || :
}
