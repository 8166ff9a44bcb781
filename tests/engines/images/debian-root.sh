# shellcheck shell=bash disable=SC2154 # cache is the build's, debian, packages, keep, drop and account are the recipe's
# Root folders of images out of Debian's package files: what is asked for, with the libraries that it loads, and BusyBox.

# unpack FOLDER PACKAGE…: the packages and all that they depend on, unpacked
unpack() { locked apt unpack_packages "$@"; }

unpack_packages() {
  local folder=$1 apt=$1.apt options
  shift
  mkdir -p "$folder"/usr/{bin,sbin,lib,lib64} "$apt/archives/partial"
  for link in bin sbin lib lib64; do ln -s "usr/$link" "$folder/$link"; done
  : >"$apt/status" # nothing is installed, so that all is fetched
  options=(-q -y -o "Dir::State::status=$apt/status" -o "Dir::Cache=$apt" -o APT::Install-Recommends=false -o APT::Sandbox::User=root)
  { apt-get update -q && apt-get "${options[@]}" --download-only install "$@"; } >"$cache/apt.log" 2>&1 || {
    tail -n 20 "$cache/apt.log" >&2
    fail "the packages $*"
  }
  for package in "$apt"/archives/*.deb; do dpkg -x "$package" "$folder"; done
  rm -rf "$apt"
}

# unpack_13 FOLDER PACKAGE…: these packages of the next Debian, and no others, unpacked
unpack_13() {
  local folder=$1
  mkdir -p "$folder"/.root/usr/{bin,sbin,lib,lib64}
  for link in bin sbin lib lib64; do ln -s "usr/$link" "$folder/.root/$link"; done
  debian_13 "$@"
}

# busybox_root ROOT: a shell and its tools, users, and places to write
busybox_root() {
  local root=$1 applet
  once "$cache/busybox" unpack_busybox
  mkdir -p "$root"/{bin,dev,etc,proc,root,run,sys,usr/bin,usr/local/bin,var}
  ln -s ../run "$root/var/run"
  cp "$cache/busybox/busybox" "$root/bin/"
  for applet in $("$root/bin/busybox" --list); do [ -e "$root/bin/$applet" ] || ln -s busybox "$root/bin/$applet"; done
  mkdir -m 1777 "$root/tmp"
  printf '%s\n' root:x:0:0::/root:/bin/sh nobody:x:65534:65534::/:/bin/false app:x:10001:10001::/:/bin/sh >"$root/etc/passwd"
  printf '%s\n' root:x:0: nogroup:x:65534: app:x:10001: >"$root/etc/group"
  echo 'hosts: files dns' >"$root/etc/nsswitch.conf"
}

unpack_busybox() {
  unpack "$1/.root" busybox-static
  mv "$1/.root/bin/busybox" "$1/"
  rm -rf "$1/.root"
}

# debian_root ROOT: what the recipe names: $packages unpacked, of which the paths in $keep stay, less those in $drop, and $account
debian_root() {
  local root=$1 unpacked=$1.debian from=$1.debian path name uid gid home
  if [ "$debian" = 13 ]; then
    unpack_13 "$unpacked" "${packages[@]}"
    from=$unpacked/.root
  else
    unpack "$from" "${packages[@]}"
  fi
  for path in "${keep[@]}"; do (cd "$from" && cp -a --parents ".$path" "$root/"); done
  for path in "${drop[@]}"; do rm -rf "${root:?}$path"; done
  libraries "$from" "$root"
  rm -rf "$unpacked"
  IFS=: read -r name uid gid home <<<"$account"
  echo "$name:x:$uid:$gid::$home:/bin/sh" >>"$root/etc/passwd"
  echo "$name:x:$gid:" >>"$root/etc/group"
}

# libraries FROM ROOT: copies the shared libraries that programs and libraries in ROOT load, and the loader
libraries() {
  local from=$1 root=$2 file
  install -D "$from/lib64/ld-linux-x86-64.so.2" "$root/lib64/ld-linux-x86-64.so.2"
  (cd "$root" && find . -type f \( -perm -100 -o -name '*.so*' \)) | while read -r file; do
    [ -e "$from/$file" ] || continue
    chroot "$from" /lib64/ld-linux-x86-64.so.2 --list "$file" 2>/dev/null || :
  done | sed -n 's/.* => \(\/[^ ]*\) .*/\1/p' | sort -u | while read -r file; do
    [ -e "$root/$file" ] || install -D "$from/$file" "$root/$file"
  done
}
