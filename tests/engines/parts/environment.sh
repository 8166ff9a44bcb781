# shellcheck shell=bash disable=SC2034,SC2154 # the parts share their names
# What a test needs in its environment to find engines, judges and schemas.

export_environment() {
  PATH=$(program_folders)$PATH
  DOCKER_CONFIG=$(go_place compose) # its cli-plugins folder has Compose
  DOCKER_BUILDKIT=0                 # the classic builder needs no registry and no plugin
  CONTAINERS_CONF=$podman_conf
  LANDFALL_NODE=$node_state/kubeconfig
  LANDFALL_CONTROL_PLANE=$control_plane_state/kubeconfig
  KUBECONFIG=$LANDFALL_NODE
  [ -e "$LANDFALL_NODE" ] || [ ! -e "$LANDFALL_CONTROL_PLANE" ] || KUBECONFIG=$LANDFALL_CONTROL_PLANE
  LANDFALL_SCHEMAS=$(schemas_place)/'{{ .NormalizedKubernetesVersion }}{{ .StrictSuffix }}/{{ .ResourceKind }}{{ .KindSuffix }}.json'
  LANDFALL_SCHEMA_VERSIONS=$KUBERNETES_SCHEMAS
  # shellcheck disable=SC2163 # the names are in the list
  export "${environment[@]}"
}

environment=(PATH DOCKER_CONFIG DOCKER_BUILDKIT CONTAINERS_CONF LANDFALL_NODE LANDFALL_CONTROL_PLANE KUBECONFIG LANDFALL_SCHEMAS LANDFALL_SCHEMA_VERSIONS)

print_environment() {
  local name
  export_environment
  for name in "${environment[@]}"; do echo "export $name=${!name@Q}"; done
}

program_folders() {
  local folder
  for folder in "$(docker_place)" "$(go_place kubernetes)" "$(go_place kubeconform)" "$(go_place kube-score)" "$(go_place psa)" \
    "$(python_place)/programs" "$(dclint_place)/node_modules/.bin" "$(checkov_place)/programs" "$(trivy_place)"; do
    [ ! -e "$folder" ] || printf '%s:' "$folder"
  done
}

status() {
  export_environment
  docker info >/dev/null 2>&1 && echo "docker $(docker version --format '{{.Server.Version}}')" || :
  [ ! -e "$LANDFALL_NODE" ] || echo "kubernetes KUBECONFIG=$LANDFALL_NODE"
  [ ! -e "$LANDFALL_CONTROL_PLANE" ] || echo "control-plane KUBECONFIG=$LANDFALL_CONTROL_PLANE"
}
