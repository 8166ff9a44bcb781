# shellcheck shell=bash disable=SC2034 # read by debian-root.sh
packages=(mariadb-server)
keep=(/usr/sbin/mariadbd /usr/share/mysql /usr/lib/mysql/plugin
  /usr/bin/{mariadb,mariadb-admin,mariadb-check,mariadb-dump,mariadb-install-db,mariadb-upgrade,mysql,mysqladmin,mysqldump,my_print_defaults,resolveip})
drop=(/usr/lib/mysql/plugin/ha_{connect,mroonga,rocksdb,s3,spider,oqgraph}.so)
account=mysql:999:999:/var/lib/mysql

furnish() {
  chroot "$1" /usr/sbin/mariadbd --version | grep -qF "Ver $MARIADB." || fail "Debian 12 has another MariaDB than $MARIADB"
  install -d -o 999 -g 999 -m 1777 "$1/var/lib/mysql" "$1/run/mysqld"
  mkdir "$1/docker-entrypoint-initdb.d" "$1/etc/mysql"
  printf '[mysqld]\nuser = mysql\nskip-name-resolve\nbind-address = *\n' >"$1/etc/mysql/my.cnf"
}
