# shellcheck shell=bash disable=SC2034,SC2154 # what it sets, ../build reads; $variant is ../build's
packages=("postgresql-$POSTGRES")
keep=("/usr/lib/postgresql/$POSTGRES" "/usr/share/postgresql/$POSTGRES" /usr/share/zoneinfo /usr/lib/locale/C.utf8)
drop=("/usr/lib/postgresql/$POSTGRES/lib"/{bitcode,llvmjit.so,llvmjit_types.bc}) # the compiler of queries is 110 MB
account=postgres:999:999:/var/lib/postgresql
[ "$variant" != -alpine ] || account=postgres:70:70:/var/lib/postgresql

# The official image of 18 moved its data, so that one volume holds what pg_upgrade needs.
case $variant in
  -18) data=/var/lib/postgresql/18/docker volume=/var/lib/postgresql ;;
  *) data=/var/lib/postgresql/data volume=/var/lib/postgresql/data ;;
esac

furnish() {
  local uid
  uid=$(cut -d: -f2 <<<"$account")
  (cd "$1/usr/bin" && ln -s "../lib/postgresql/$POSTGRES/bin"/* .)
  install -d -o "$uid" -g "$uid" -m 1777 "$1/var/lib/postgresql" "$1$volume"
  install -d -o "$uid" -g "$uid" -m 3777 "$1/run/postgresql"
  mkdir "$1/docker-entrypoint-initdb.d"
  sed -i "s/^#listen_addresses = .*/listen_addresses = '*'/" "$1/usr/share/postgresql/$POSTGRES/postgresql.conf.sample"
}
