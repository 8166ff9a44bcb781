# shellcheck shell=bash disable=SC2034 # read by debian-root.sh
packages=(python3-flask python3-redis python3-pymysql python3-psycopg2)
keep=(/usr/bin/python3.11 /usr/bin/python3 /usr/lib/python3 /usr/lib/python3.11)
drop=(/usr/lib/python3.11/{test,idlelib,lib2to3,pydoc_data})
account=python:1000:1000:/nonexistent

furnish() {
  chroot "$1" /usr/bin/python3 --version | grep -qF "Python $PYTHON." || fail "Debian 12 has another Python than $PYTHON"
  chroot "$1" /usr/bin/python3 -c 'import flask, redis, pymysql, psycopg2' || fail "a module of Python's"
}
