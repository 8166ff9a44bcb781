#!/bin/sh
# The official images' contract: an empty /var/lib/mysql is initialised from MARIADB_ROOT_PASSWORD, MARIADB_DATABASE,
# MARIADB_USER, MARIADB_PASSWORD (or MYSQL_…, or their _FILE forms), then the server runs.
set -eu
folder=/var/lib/mysql

fail() {
  echo "$*" >&2
  exit 1
}

# setting NAME: what MARIADB_NAME, MYSQL_NAME or the file that their _FILE names holds
setting() {
  for prefix in MARIADB MYSQL; do
    eval "value=\${${prefix}_$1:-} file=\${${prefix}_$1_FILE:-}"
    [ -z "$file" ] || value=$(cat "$file")
    [ -z "$value" ] || break
  done
  printf %s "$value"
}

# text VALUE: as a literal of SQL
text() { printf "'%s'" "$(printf %s "$1" | sed "s/\\\\/\\\\\\\\/g; s/'/''/g")"; }

# A statement a line, or the server reads them as one.
accounts() {
  password=$(setting ROOT_PASSWORD)
  if [ -n "$password" ]; then
    echo "ALTER USER root@localhost IDENTIFIED BY $(text "$password");"
    echo "CREATE USER root@'%' IDENTIFIED BY $(text "$password");"
    echo "GRANT ALL ON *.* TO root@'%' WITH GRANT OPTION;"
  fi
  database=$(setting DATABASE)
  [ -z "$database" ] || echo "CREATE DATABASE \`$database\`;"
  user=$(setting USER)
  [ -n "$user" ] || return 0
  echo "CREATE USER $(text "$user")@'%' IDENTIFIED BY $(text "$(setting PASSWORD)");"
  [ -z "$database" ] || echo "GRANT ALL ON \`$database\`.* TO $(text "$user")@'%';"
}

initialise() {
  [ -n "$(setting ROOT_PASSWORD)$(setting RANDOM_ROOT_PASSWORD)$(setting ALLOW_EMPTY_ROOT_PASSWORD)$(setting ALLOW_EMPTY_PASSWORD)" ] ||
    fail "MARIADB_ROOT_PASSWORD must be given to initialise the database"
  mariadb-install-db --no-defaults --datadir="$folder" --auth-root-authentication-method=normal --skip-test-db >/dev/null
  { echo 'FLUSH PRIVILEGES;' && accounts; } | mariadbd --bootstrap --datadir="$folder" --silent-startup
}

case ${1:-} in -*) set -- mariadbd "$@" ;; esac
[ "${1:-}" != mysqld ] || { shift && set -- mariadbd "$@"; }
if [ "${1:-}" = mariadbd ]; then
  if [ "$(id -u)" = 0 ]; then
    chown -R mysql:mysql "$folder" /run/mysqld
    # shellcheck disable=SC2016 # for the shell that su starts
    exec su -p -s /bin/sh mysql -c 'exec "$0" "$@"' "$0" "$@"
  fi
  [ -d "$folder/mysql" ] || initialise
fi
exec "$@"
