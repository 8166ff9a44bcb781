
# ---- Containers ------------------------------------------------------------------------------------------------------

# docker_run NAME FLAG… -- IMAGE ARG…: a container of that workload, in the way that `as` says.
docker_run() {
  name=$1 container=$project-$1
  shift
  case $as in
    kept) keep "$@" ;;
    once) once "$@" ;;
    shown) show_env "$@" ;;
  esac
}

# One that stays. Says what became of it: unchanged, started, created, or changed (made anew, as what it is made of is not the same).
keep() {
  sum=$(fingerprint "$@")
  found=$(engine container inspect --format '{{index .Config.Labels "landfall.project"}} {{index .Config.Labels "landfall.checksum"}} {{.State.Status}} {{.State.ExitCode}}' "$container" 2>/dev/null) || found=''
  made=changed
  case $found in
    "$project $sum running "* | "$project $sum restarting "*) made=unchanged ;;
    "$project $sum exited "*)
      if ! is_one_of "$name" "$jobs"; then
        made=started
      elif [ "${found##* }" = 0 ] && { [ -z "$(before "$name")" ] || is_running "$(before "$name")"; }; then
        made=unchanged
      fi
      ;;
    "$project "*) ;;
    '') made=created ;;
    *) fail "a container $container is there already and is none of this script's: rename or remove it" ;;
  esac
  case $made in
    started) message=$(engine start "$container" 2>&1) || explain "$message" ;;
    created | changed)
      [ "$made" = created ] || remove "$container"
      prepare_volumes "$@"
      message=$(engine_run -d --name="$container" --label=landfall.project="$project" --label=landfall.workload="$name" \
        --label=landfall.checksum="$sum" "$@" 2>&1 >/dev/null) || explain "$message"
      # Without systemd, Podman complains of checks that this script asks for itself.
      printf '%s' "$message" | grep -v 'unable to get systemd connection' >&2 || :
      ;;
  esac
  echo "$made"
}

# One in the foreground that is removed when it ends. Beside a running one it takes neither its ports nor its name on the network.
once() {
  beside=''
  case $(state "$name") in
    running*) beside=yes ;;
  esac
  if [ "$name" = "$alone" ] && [ -z "$beside" ]; then
    remove "$container"
  else
    container=$container-run-$$
  fi
  prepare_volumes "$@"
  if [ -t 0 ] && [ -t 1 ]; then set -- -it "$@"; else set -- -i "$@"; fi
  engine_run --rm --name="$container" --label=landfall.project="$project" --label=landfall.workload="$name" "$@"
}

# What makes a container what it is: flags, values, image, and the files of ours that are mounted.
fingerprint() {
  {
    printf '%s\n' "$@"
    while [ "$1" != -- ]; do
      case $1 in
        -e) inherited "$2" ;;
        # Beside a container that was made or started anew, it has no network any more.
        --network=container:*) engine container inspect --format '{{.Id}} {{.State.StartedAt}}' "${1#*:}" ;;
        --mount=type=bind,source=config/* | --mount=type=bind,source=.secrets/*) cat "$here/$(source_of "$1")" ;;
      esac
      shift
    done
    engine image inspect --format '{{.Id}}' "$2"
  } | checksum
}

# The value of a variable that is passed through; nothing for one that is set to a value.
inherited() {
  case $1 in
    *=*) ;;
    *) printenv "$1" || : ;;
  esac
}

# `docker run`, with what differs between engines and hosts.
engine_run() {
  rest='' unchecked='' joins=''
  for flag do
    shift
    case $rest$flag in
      --) rest=.  ;;
      --mount=type=bind,source=[!/]*) flag=--mount=$(bind "$flag") ;;
      --cpus=*) capped "${flag#*=}" && flag=--cpus=$host_cpus ;;
      --health-*) [ "$as" = kept ] && [ -z "$unchecked" ] || continue ;;
    esac
    case $rest$flag in
      --health-cmd=http-check\ * | --health-cmd=https-check\ * | --health-cmd=tcp-check\ *)
        flag=--health-cmd=$(check_command "${flag#*=}" "$@")
        [ "$flag" != --health-cmd= ] || { unchecked=yes && continue; }
        ;;
      --health-start-interval=*) engine run --help | grep -q -e --health-start-interval || continue ;;
      --tmpfs=*) [ -z "$podman" ] || flag=--mount=$(podman_tmpfs "${flag#*=}") ;;
      --log-opt=max-file=*) [ -z "$podman" ] || continue ;;
      --add-host=*:host-gateway) [ -z "$podman" ] || continue ;;
      --restart=*) [ "$as" = kept ] || continue ;;
      --network=container:*) joins=yes ;;
      --publish=* | --network-alias=*) [ "$as" = kept ] || [ -z "$beside" ] || continue ;;
    esac
    set -- "$@" "$flag"
  done
  # Docker lets any user listen on every port; Podman has to be told.
  [ -z "$podman" ] || [ -n "$joins" ] || set -- --sysctl=net.ipv4.ip_unprivileged_port_start=0 "$@"
  engine run "$@"
}

# Whether so many CPUs are more than the host has, which Docker refuses.
capped() { [ "${1%%.*}" -ge "$host_cpus" ]; }

# The source of a mount that is written as --mount=type=TYPE,source=SOURCE,target=TARGET, the target perhaps in quotes.
source_of() {
  source=${1#*,source=}
  source=${source%%,target=*}
  printf '%s' "${source%%,\"target=*}"
}

# A mount of a file or folder that is named from here. A comma or quote in the path is quoted as in CSV.
bind() {
  source=$(source_of "$1")
  case $source in
    config/* | .secrets/*) readable "$here/$source" ;;
  esac
  target=${1#*,source="$source",}
  source=$(printf '%s' "$here/$source" | sed 's/"/""/g')
  printf '%s' "type=bind,\"source=$source\",$target"
}

# Whatever the umask was when it was written, the container's user may read it.
readable() {
  chmod a+rX "$1" 2>/dev/null || [ -r "$1" ] || fail "$1 is not there or cannot be read: render the manifest again"
  case $(getenforce 2>/dev/null) in
    Enforcing) chcon -t container_file_t -l s0 "$1" ;;
  esac
}

# Podman knows no owner of a tmpfs, but can give it to the container's user.
podman_tmpfs() {
  size=${1#*size=}
  printf '%s' "type=tmpfs,destination=${1%%:*},tmpfs-size=${size%%,*},tmpfs-mode=1777,chown=true"
}

# The command of a check, with whichever tool the image has; nothing where it has none.
check_command() {
  check=$1
  shift
  tools='command -v wget || command -v curl'
  [ "${check%% *}" != tcp-check ] || tools='command -v grep'
  tool=$(engine run --rm --network=none --entrypoint=/bin/sh -- "$(image_among "$@")" -c "$tools" 2>/dev/null) || tool=none
  case $check:$tool in
    tcp-check*grep) printf "grep -qs ':%04X [0-9A-F]*:0000 0A' /proc/net/tcp /proc/net/tcp6" "${check#* }" ;;
    http-check*wget) printf '%s' "wget -q -O /dev/null ${check#* }" ;;
    https-check*wget) printf '%s' "wget -q -O /dev/null --no-check-certificate ${check#* }" ;;
    http-check*curl) printf '%s' "curl -fsS -o /dev/null ${check#* }" ;;
    https-check*curl) printf '%s' "curl -fsSk -o /dev/null ${check#* }" ;;
    *) say "  $name is not checked, as its image has no tool for it" ;;
  esac
}

# image_among FLAG… -- IMAGE ARG…
image_among() {
  while [ "$1" != -- ]; do shift; done
  printf '%s' "$2"
}

# The major version in an image's tag.
major() {
  tag=${1%%@*}
  tag=${tag##*:}
  printf '%s' "${tag%%[.-]*}"
}

# Makes the volumes of ours among the flags, and gives their folder to the container's user where the image does not.
prepare_volumes() {
  image=$(image_among "$@")
  for flag do
    case $flag in
      --) break ;;
      --mount=type=volume,source="$project"_*)
        volume=$(source_of "$flag")
        maker=$(engine volume inspect --format '{{index .Labels "landfall.image"}}' "$volume" 2>/dev/null) || {
          maker=$image
          engine volume create --label=landfall.project="$project" --label=landfall.image="$image" "$volume" >/dev/null ||
            fail "the volume $volume could not be made"
        }
        if is_one_of "$name" "$backing" && [ "$(major "$maker")" != "$(major "$image")" ]; then
          say "  the volume $volume was made by $maker, and $image may not read it: bring its data over by a dump, or remove it with ./run.sh down -v"
        fi
        # Who only reads a shared volume leaves its folder to who writes.
        case $flag in
          *,readonly) ;;
          *) [ -z "$(owner "$volume")" ] || give "$volume" "$flag" "$(owner "$volume")" "$@" ;;
        esac
        ;;
      --mount=type=volume,*)
        volume=$(source_of "$flag")
        engine volume inspect "$volume" >/dev/null 2>&1 ||
          fail "the volume $volume is not there, and the manifest says that somebody else makes it: $engine volume create $volume"
        ;;
    esac
  done
}

# give VOLUME MOUNT OWNER FLAG…: changes the owner of a volume's folder, with the image that will use it.
give() {
  volume=$1 mount=$2 owner=$3
  path=${mount#*target=}
  path=${path%\"}
  shift 3
  while [ "$1" != -- ]; do shift; done
  ! engine run --rm --network=none --user=0:0 --cap-drop=ALL --cap-add=CHOWN --cap-add=DAC_OVERRIDE --cap-add=FOWNER \
    --entrypoint=chown "$mount" -- "$2" -R "$owner" "$path" >/dev/null 2>&1 || return 0
  holder=$(engine create "$mount" -- "$2" none) || fail "the folder $path of $2 could not be looked at"
  # A tar's first header has the folder's owner at byte 108, in octal digits.
  uid=$(engine cp "$holder:$path" - | dd bs=512 count=1 2>/dev/null | tr '\0' ' ' | cut -c 109-115)
  engine rm "$holder" >/dev/null
  [ "$((0${uid:-0}))" = "${owner%%:*}" ] ||
    fail "$path in the volume $volume belongs to another user than $owner, and $2 has no chown. In its Dockerfile: COPY --chown=$owner EMPTY_FOLDER $path"
}

remove() {
  drain "${1#"$project-"}"
  engine stop "$1" >/dev/null 2>&1 || :
  engine rm -f "$1" >/dev/null 2>&1 || :
}

# Why a container could not be started.
explain() {
  say "$1"
  case $1 in
    *'port is already allocated'* | *'address already in use'* | *'ports are not available'*)
      remove "$container"
      fail "$name could not start, as its port is taken on this host: $(addresses_of "$name")
Stop what has it ($engine ps shows the containers), or give the port another with publish= in the manifest."
      ;;
  esac
  fail "$name could not start"
}

# The variables that a workload sees. Those that hold a secret are masked, those of the surroundings only named.
show_env() {
  printf '%s\n' "$name"
  while [ "$1" != -- ]; do
    if [ "$1" = -e ]; then
      shift
      case $1 in
        *=*) printf '  %s\n' "$1" ;;
        *) case $(printenv "$1") in
          *"$mask"*) printf '  %s=%s\n' "$1" "$(printenv "$1")" ;;
          *) printf '  %s (from the surroundings)\n' "$1" ;;
        esac ;;
      esac
    fi
    shift
  done
}
