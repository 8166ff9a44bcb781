# shellcheck shell=bash disable=SC2034,SC2154 # the parts share their names
# Podman from Debian 12, with what it needs where there is no systemd.

podman_conf=$cache/podman-containers.conf

install_podman() {
  packages podman catatonit netavark aardvark-dns runc iptables
  podman --version | grep -qF " $PODMAN" || fail "Debian 12 has $(podman --version), versions.env names $PODMAN"
  cat >"$podman_conf" <<'C'
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]

[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
runtime = "runc"

[network]
network_backend = "netavark"
C
}

# load_into_podman IMAGE: under its full name; the archive lacks the host, for which Podman puts `localhost` unless it knows better
load_into_podman() {
  local short
  export_environment
  docker save "$1" | podman load -q >/dev/null
  short=${1#docker.io/}
  short=${short#library/}
  podman tag "localhost/$short" "$1" 2>/dev/null || podman image exists "$1"
  say "Podman has $1"
}
