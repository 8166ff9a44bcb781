
# ---- Commands --------------------------------------------------------------------------------------------------------

misused() {
  usage >&2
  exit 2
}

up() {
  detached=''
  while [ $# -gt 0 ]; do
    case $1 in
      -d | --detach) detached=yes ;;
      --pull) renew=yes ;;
      -*) misused ;;
      *) break ;;
    esac
    shift
  done
  for name do known "$name"; done
  # shellcheck disable=SC2086 # names
  [ $# -gt 0 ] || set -- $workloads
  for name do
    for other in $(beside "$name"); do is_one_of "$other" "$*" || set -- "$@" "$other"; done
  done
  upped=$*
  [ -n "$detached" ] || trap interrupted INT TERM
  prepare
  for name do image "$name"; done
  make_network
  if [ "$*" = "$alone" ] && [ -z "$detached" ] && [ -t 0 ] && [ -t 1 ]; then
    show_addresses
    trap - INT TERM
    as=once
    "run_$(identifier "$alone")"
    return
  fi
  since=$(date +%s)
  remove_orphans
  for name do bring "$name"; done
  for name do await "$name"; done
  show_addresses
  [ -n "$detached" ] || follow_all "$since" "$@"
}

interrupted() {
  trap - INT TERM
  leave
  say "${newline}Stopping. What has not stopped by then goes on after another Ctrl-C."
  # shellcheck disable=SC2086 # names
  stop_all $upped
  exit 130
}

# Stops workloads, those that need others first.
stop_all() {
  backwards=''
  for name do backwards="$name $backwards"; done
  for name in $backwards; do
    case $(state "$name") in
      running* | restarting*)
        drain "$name"
        quietly engine stop "$project-$name" || continue
        row "$name" stopped >&2
        ;;
    esac
  done
}

show_addresses() {
  addresses | while read -r name address hosts; do
    row "$name" "$address${hosts:+  ($hosts)}" >&2
  done
}

down() {
  case $*. in
    . | -v. | --volumes.) ;;
    *) misused ;;
  esac
  # shellcheck disable=SC2086 # names
  stop_all $workloads
  for container in $(engine ps -aq --filter "label=landfall.project=$project"); do
    remove "$container"
  done
  [ -z "$network" ] || engine network rm "$network" >/dev/null 2>&1 || ! engine network inspect "$network" >/dev/null 2>&1 ||
    fail "the network $network is in use by other containers"
  if [ $# -gt 0 ]; then
    for volume in $(engine volume ls -q --filter "label=landfall.project=$project"); do
      quietly engine volume rm "$volume" || fail "the volume $volume is in use by another container"
      say "  the volume $volume is removed"
    done
  fi
  rm -rf "$here/.secrets"
  say "  $app is down"
}

restart() {
  for name do known "$name"; done
  # shellcheck disable=SC2046 # names
  [ $# -gt 0 ] || set -- $(services)
  for name do
    drain "$name"
    quietly engine restart "$project-$name" || fail "$name could not be restarted: ./run.sh up"
    eval "made_$(identifier "$name")=restarted"
    await "$name"
  done
}

# The workloads that run until they are stopped.
services() {
  for name in $workloads; do
    is_one_of "$name" "$jobs" || echo "$name"
  done
}

status() {
  [ $# -eq 0 ] || misused
  row NAME "$(printf '%-24s %s' STATE ADDRESS)"
  for name in $workloads $by_hand; do
    read -r status restarts code health <<STATE
$(state "$name")
STATE
    case $status in
      running) shown="running${health:+, $health}" ;;
      exited)
        shown="stopped with $code"
        [ "$code" != 0 ] || ! is_one_of "$name" "$jobs" || shown='done'
        ;;
      gone)
        shown='not there'
        ! is_one_of "$name" "$by_hand" || shown='by hand'
        ;;
      *) shown=$status ;;
    esac
    [ "${restarts:-0}" -eq 0 ] || shown="$shown, $restarts restarts"
    row "$name" "$(printf '%-24s %s' "$shown" "$(addresses_of "$name")")"
  done
}

logs() {
  case ${1:-} in
    -f | --follow) follows=yes && shift ;;
    -*) misused ;;
    *) follows='' ;;
  esac
  for name do known "$name"; done
  if [ $# -eq 1 ]; then
    engine logs ${follows:+-f} "$project-$1"
    return
  fi
  # shellcheck disable=SC2086 # names
  [ $# -gt 0 ] || set -- $workloads
  if [ -n "$follows" ]; then
    trap 'exit 130' INT TERM
    follow_all '' "$@"
    return
  fi
  for name do
    [ "$(state "$name")" = gone ] || engine logs "$project-$name" 2>&1 | named "$name"
  done
}

execute() {
  [ $# -gt 1 ] || misused
  known "$1"
  container=$project-$1
  shift
  if [ -t 0 ] && [ -t 1 ]; then set -- -it "$container" "$@"; else set -- -i "$container" "$@"; fi
  engine exec "$@"
}

run() {
  [ $# -gt 0 ] || misused
  known "$1"
  prepare
  image "$1"
  make_network
  for need in $(needs "$1"); do bring "$need"; done
  for need in $(needs "$1"); do await "$need"; done
  run=run_$(identifier "$1")
  shift
  as=once
  "$run" "$@"
}

show() {
  mask='********'
  for name in $secret_names; do eval "secret_$name=\$mask"; done
  for name do known "$name"; done
  # shellcheck disable=SC2086 # names
  [ $# -gt 0 ] || set -- $workloads $by_hand
  as=shown
  for name do "run_$(identifier "$name")"; done
}

command=${1:-help}
[ $# -eq 0 ] || shift
case $command in
  up | down | restart | status | logs | run) find_engine && "$command" "$@" ;;
  exec) find_engine && execute "$@" ;;
  env) show "$@" ;;
  help | --help | -h) usage ;;
  *) misused ;;
esac
