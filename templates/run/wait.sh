
# ---- Start and wait --------------------------------------------------------------------------------------------------

brought=''
awaited=''

# Starts a workload, once what it needs is there.
bring() {
  ! is_one_of "$1" "$brought" || return 0
  brought="$brought $1"
  for need in $(needs "$1"); do bring "$need"; done
  for need in $(needs "$1"); do await "$need"; done
  image "$1"
  as=kept
  made=$("run_$(identifier "$1")") || exit 1
  eval "made_$(identifier "$1")=\$made"
}

# status restarts exit-code health
state() {
  if found=$(engine container inspect --format '{{.State.Status}} {{.RestartCount}} {{.State.ExitCode}} {{if .State.Health}}{{.State.Health.Status}}{{end}}' \
    "$project-$1" 2>/dev/null); then
    printf '%s\n' "$found"
  else
    echo gone
  fi
}

is_running() {
  case $(state "$1") in running*) ;; *) return 1 ;; esac
}

# Waits until a workload is ready, or a job has ended.
await() {
  ! is_one_of "$1" "$awaited" || return 0
  awaited="$awaited $1"
  eval "made=\${made_$(identifier "$1"):-}"
  printf '%s' "$(row "$1" '')" >&2
  began=$(date +%s) looks=0 ended=0
  while :; do
    read -r status restarts code health <<STATE
$(state "$1")
STATE
    looks=$((looks + 1))
    is_one_of "$1" "$jobs" || verdict "$1"
    ! is_one_of "$1" "$jobs" || job_verdict "$1"
    [ -z "$verdict" ] || break
    [ $((looks % 20)) -ne 0 ] || printf . >&2
    sleep 0.3 2>/dev/null || sleep 1
  done
  say "$made, $verdict$(took)"
}

took() {
  seconds=$(($(date +%s) - began))
  [ "$seconds" -eq 0 ] || printf ' after %s s' "$seconds"
}

# Sets `verdict` once there is one; ends the script where it is a bad one.
verdict() {
  verdict=''
  case $status.${health:-none} in
    created.*) ;;
    running.* | restarting.*)
      [ "$restarts" -lt 3 ] || broken "$1" "ends again and again, the last time with $code"
      ;;
    *)
      # Docker calls a container ended for a moment before it starts it again.
      ended=$((ended + 1))
      [ "$ended" -lt 3 ] || broken "$1" "has ended with ${code:-no code}"
      ;;
  esac
  case $status.${health:-none} in
    running.healthy) verdict=healthy ;;
    running.unhealthy) broken "$1" "is not healthy" ;;
    # Nothing tells that it is ready: it runs, and does not end in its first second.
    running.none) if [ "$made" = unchanged ] || [ "$looks" -gt 3 ]; then verdict=running; fi ;;
    # Without systemd, Podman checks only when it is asked.
    running.starting) [ -z "$podman" ] || engine healthcheck run "$project-$1" >/dev/null 2>&1 || : ;;
  esac
}

job_verdict() {
  verdict=''
  limit=$(time_limit "$1")
  case $status in
    exited)
      [ "$code" -eq 0 ] || broken "$1" "has ended with $code"
      verdict='done'
      ;;
    dead | gone) broken "$1" "has vanished" ;;
    *)
      [ -z "$limit" ] || [ $(($(date +%s) - began)) -lt "$limit" ] || {
        engine kill "$project-$1" >/dev/null 2>&1 || :
        broken "$1" "has not ended within $limit s"
      }
      ;;
  esac
}

# broken NAME WHAT: the end of its log, and of this script.
broken() {
  say "$2$(took)"
  engine logs --tail=20 "$project-$1" 2>&1 | sed 's/^/    | /' >&2
  engine container inspect --format '{{if .State.Health}}{{range .State.Health.Log}}{{.Output}}{{println}}{{end}}{{end}}' "$project-$1" 2>/dev/null |
    sed '/^ *$/d' | tail -n 3 | sed 's/^/    check: /' >&2
  fail "$1 $2. All of its log: ./run.sh logs $1"
}

make_network() {
  [ -n "$network" ] || return 0
  ! engine network inspect "$network" >/dev/null 2>&1 || return 0
  engine network create --label=landfall.project="$project" ${subnet:+--subnet="$subnet"} "$network" >/dev/null ||
    fail "the network $network could not be made. Where all addresses are taken: $engine network prune, or platform { subnets from=… } in the manifest"
}

# Containers of workloads that this script no longer has.
remove_orphans() {
  engine ps -a --filter "label=landfall.project=$project" --format '{{.Names}}' | while read -r container; do
    workload=$(engine container inspect --format '{{index .Config.Labels "landfall.workload"}}' "$container")
    is_one_of "$workload" "$workloads $by_hand" || {
      remove "$container"
      row "$workload" 'removed, as it is no longer in the manifest' >&2
    }
  done
}
