#!/bin/sh
# The official image's contract: an empty PGDATA is initialised from POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_DB,
# POSTGRES_INITDB_ARGS, POSTGRES_HOST_AUTH_METHOD (or their _FILE forms) and /docker-entrypoint-initdb.d, then the server runs.
set -eu

fail() {
  echo "$*" >&2
  exit 1
}

# from_file NAME DEFAULT: sets NAME from itself, from the file that NAME_FILE names, or to the default
from_file() {
  eval "value=\${$1:-} file=\${$1_FILE:-}"
  [ -z "$value" ] || [ -z "$file" ] || fail "both $1 and $1_FILE are set"
  [ -z "$file" ] || value=$(cat "$file")
  export "$1=${value:-$2}"
  unset "$1_FILE"
}

initialise() {
  from_file POSTGRES_PASSWORD ""
  from_file POSTGRES_USER postgres
  from_file POSTGRES_DB "$POSTGRES_USER"
  from_file POSTGRES_INITDB_ARGS ""
  from_file POSTGRES_HOST_AUTH_METHOD scram-sha-256
  [ -n "$POSTGRES_PASSWORD" ] || [ "$POSTGRES_HOST_AUTH_METHOD" = trust ] ||
    fail "POSTGRES_PASSWORD must be given to initialise the database"
  passwords=$(mktemp /dev/shm/password.XXXXXX)
  printf '%s\n' "$POSTGRES_PASSWORD" >"$passwords"
  # shellcheck disable=SC2086 # arguments, one a word
  initdb -D "$PGDATA" --username="$POSTGRES_USER" --pwfile="$passwords" $POSTGRES_INITDB_ARGS
  rm "$passwords"
  printf '\nhost all all all %s\n' "$POSTGRES_HOST_AUTH_METHOD" >>"$PGDATA/pg_hba.conf"
  pg_ctl -D "$PGDATA" -w -o "-c listen_addresses=''" start
  [ "$POSTGRES_DB" = postgres ] || createdb -U "$POSTGRES_USER" "$POSTGRES_DB"
  for script in /docker-entrypoint-initdb.d/*; do run_script "$script"; done
  pg_ctl -D "$PGDATA" -m fast -w stop
}

run_script() {
  case $1 in
    *.sh) sh "$1" ;;
    *.sql) psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d "$POSTGRES_DB" -f "$1" ;;
  esac
}

case ${1:-} in -*) set -- postgres "$@" ;; esac
if [ "${1:-}" = postgres ]; then
  mkdir -p "$PGDATA"
  if [ "$(id -u)" = 0 ]; then
    chown -R postgres:postgres "$PGDATA" /var/run/postgresql
    # shellcheck disable=SC2016 # for the shell that su starts
    exec su -p -s /bin/sh postgres -c 'exec "$0" "$@"' "$0" "$@"
  fi
  chmod 700 "$PGDATA" 2>/dev/null || :
  # PostgreSQL wants a name for whoever runs it.
  id -un >/dev/null 2>&1 || echo "postgres:x:$(id -u):$(id -g)::/var/lib/postgresql:/bin/sh" >>/etc/passwd
  [ -s "$PGDATA/PG_VERSION" ] || initialise
fi
exec "$@"
