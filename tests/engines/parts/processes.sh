# shellcheck shell=bash disable=SC2034,SC2154 # the parts share their names
# Background programs, known by pid file: $state/NAME.pid, $state/NAME.log. $enter is the command that they start under.

enter=()

# start NAME PROGRAM ARG…: waits until setsid and $enter have become the program
start() {
  local name=$1
  shift
  apart setsid "${enter[@]}" "$@" >"$state/$name.log" 2>&1 </dev/null &
  echo $! >"$state/$name.pid"
  for _ in $(seq 100); do
    ! running "$name" || return 0
    sleep .02
  done
}

# apart PROGRAM ARG…: becomes the program, without the files that this script was given: a lock of the caller's would be held for good
apart() {
  local file
  for file in /proc/self/fd/*; do
    file=${file##*/}
    [ "$file" -le 2 ] || exec {file}>&-
  done
  exec "$@"
}

# running NAME: alive, not a zombie, and not another program that got the same pid
running() {
  local pid
  pid=$(cat "$state/$1.pid" 2>/dev/null) || return 1
  [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = "${1:0:15}" ] && ! grep -q '^State:.Z' "/proc/$pid/status" 2>/dev/null
}

# must_run NAME…: fails with the end of its log
must_run() {
  local name
  for name; do
    running "$name" || {
      tail -n 20 "$state/$name.log" >&2
      fail "$name ended"
    }
  done
}

# halt NAME…: TERM, then KILL after ten seconds, one after the other
halt() {
  local name signal
  for name; do
    for signal in TERM KILL; do
      running "$name" || break
      kill -"$signal" "$(cat "$state/$name.pid")" 2>/dev/null || :
      for _ in $(seq 100); do
        running "$name" || break
        sleep .1
      done
    done
    rm -f "$state/$name.pid"
  done
}

# until_true SECONDS COMMAND…: polls ten times a second
until_true() {
  local tries=$(($1 * 10))
  shift
  for _ in $(seq "$tries"); do
    ! "$@" >/dev/null 2>&1 || return 0
    sleep .1
  done
  return 1
}
