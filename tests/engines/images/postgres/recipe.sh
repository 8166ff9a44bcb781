# shellcheck shell=bash disable=SC2034 # read by debian-root.sh
packages=("postgresql-$POSTGRES")
keep=("/usr/lib/postgresql/$POSTGRES" "/usr/share/postgresql/$POSTGRES" /usr/share/zoneinfo /usr/lib/locale/C.utf8)
drop=("/usr/lib/postgresql/$POSTGRES/lib"/{bitcode,llvmjit.so,llvmjit_types.bc}) # the compiler of queries is 110 MB
account=postgres:999:999:/var/lib/postgresql

furnish() {
  (cd "$1/usr/bin" && ln -s "../lib/postgresql/$POSTGRES/bin"/* .)
  install -d -o 999 -g 999 "$1/var/lib/postgresql"
  install -d -o 999 -g 999 -m 1777 "$1/var/lib/postgresql/data"
  install -d -o 999 -g 999 -m 3777 "$1/var/run/postgresql"
  mkdir "$1/docker-entrypoint-initdb.d"
  sed -i "s/^#listen_addresses = .*/listen_addresses = '*'/" "$1/usr/share/postgresql/$POSTGRES/postgresql.conf.sample"
}
