# shellcheck shell=bash disable=SC2034,SC2154 # the parts share their names
# Docker Engine with Compose.

docker_place() { echo "$cache/docker-$DOCKER"; }
docker_state=$cache/run/docker

install_docker() {
  packages iptables iproute2 procps runc tini ca-certificates
  once "$(docker_place)" unpack_docker
}

# Debian 12's engine (20.10) knows no start interval of health checks. Debian 13's runs on Debian 12, but its runc does not.
unpack_docker() {
  debian_13 "$1" docker.io docker-cli containerd
  mv "$1"/.root/usr/sbin/{dockerd,docker-proxy} "$1"/.root/usr/bin/{docker,containerd,containerd-shim-runc-v2,ctr} "$1/"
  rm -rf "$1/.root"
  cp /usr/bin/tini-static "$1/docker-init"
  "$1/dockerd" --version | grep -qF " $DOCKER" || fail "Debian 13 has $("$1/dockerd" --version), versions.env names $DOCKER"
}

install_compose() {
  agrees compose compose
  once "$(go_place compose)" build_compose
}

build_compose() {
  go_build compose "-X github.com/docker/compose/v5/internal.Version=v$COMPOSE" "$1"
  mkdir "$1/cli-plugins"
  mv "$1/cmd" "$1/cli-plugins/docker-compose"
  echo '{}' >"$1/config.json" # Podman reads DOCKER_CONFIG too, and insists on the file
}

up_docker() {
  need_root
  install_docker
  install_compose
  export_environment
  if docker info >/dev/null 2>&1; then
    say "Docker Engine $(docker version --format '{{.Server.Version}}') is up"
    return 0
  fi
  start_docker
  say "Docker Engine $(docker version --format '{{.Server.Version}}'), Compose $(docker compose version --short)"
}

start_docker() {
  state=$docker_state
  mkdir -p "$state"
  iptables-save >"$state/iptables"
  sysctl net.ipv4.ip_forward >"$state/sysctl"
  cat >"$state/daemon.json" <<J
{"data-root": "$cache/docker-images", "exec-root": "/run/landfall-docker", "pidfile": "/run/landfall-docker.pid",
 "hosts": ["unix:///var/run/docker.sock"], "log-level": "warn"}
J
  start dockerd "$(docker_place)/dockerd" --config-file "$state/daemon.json"
  until_true 30 docker info || {
    must_run dockerd
    fail "Docker Engine does not answer, see $state/dockerd.log"
  }
}

# Images stay for the next time; containers, networks, volumes and rules go.
down_docker() {
  need_root
  state=$docker_state
  export_environment
  running dockerd || {
    say "no Docker Engine of ours is up"
    return 0
  }
  docker ps -aq | xargs -r docker rm -fv >/dev/null
  docker network prune -f >/dev/null
  docker volume prune -af >/dev/null
  halt dockerd
  ip link del docker0 2>/dev/null || :
  iptables-restore "$state/iptables"
  sysctl -qp "$state/sysctl"
  rm -rf "$state" /run/landfall-docker /var/run/docker.sock
}
