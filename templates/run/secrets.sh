
# ---- Secrets ---------------------------------------------------------------------------------------------------------
# .env holds a line NAME=value for each. `export ` before it, blank lines and comments (#) are passed over. A value in single
# quotes is taken as it is, one in double quotes knows \n \r \t \" \\ \$, and both may hold line breaks; one without quotes ends
# before ` #` and loses the blanks around it. Nothing is expanded. `-` and `.` in a NAME are `_`, small letters large ones.

missing=''

load_secrets() {
  [ ! -f "$env_file" ] || read_env <"$env_file"
  secrets
  [ -z "$missing" ] || fail "$env_file lacks secrets. Add a line NAME=value for each:$missing"
  secret_files
}

read_env() {
  number=0
  while next_line; do
    at=$number
    text=${line#"${line%%[![:blank:]]*}"}
    case $text in
      '' | '#'*) continue ;;
      'export '*) text=${text#export } ;;
    esac
    key=${text%%=*}
    case $text in
      [!=]*=*) ;;
      *) fail "$env_file, line $at: a line is NAME=value" ;;
    esac
    read_value "${text#*=}"
    key=$(printf '%s' "${key%"${key##*[![:blank:]]}"}" | tr 'a-z.-' 'A-Z__')
    if is_one_of "$key" "$secret_names"; then eval "secret_$key=\$value"; fi
  done
}

next_line() {
  IFS= read -r line || [ -n "$line" ] || return 1
  line=${line%"$cr"}
  number=$((number + 1))
}

# Sets `value`, and reads on where a quote is still open.
read_value() {
  rest=${1#"${1%%[![:blank:]]*}"} value=''
  case $rest in
    \'*) rest=${rest#?} && quoted "'" ;;
    \"*) rest=${rest#?} && quoted '"' ;;
    '#'*) ;;
    *)
      value=${rest%%[[:blank:]]#*}
      value=${value%"${value##*[![:blank:]]}"}
      ;;
  esac
}

quoted() {
  while :; do
    chunk=${rest%%["$1"\\]*}
    value=$value$chunk rest=${rest#"$chunk"}
    case $rest in
      "$1"*) break ;;
      '')
        next_line || fail "$env_file, line $at: the quote is not closed"
        rest=$line value=$value$newline
        ;;
      *)
        [ "$1" = "'" ] || escaped
        [ "$1" = '"' ] || value="$value\\"
        rest=${rest#?}
        ;;
    esac
  done
  rest=${rest#?}
  rest=${rest#"${rest%%[![:blank:]]*}"}
  case $rest in
    '' | '#'*) ;;
    *) fail "$env_file, line $at: nothing but a comment may stand behind the closing quote" ;;
  esac
}

# One escape of a text in double quotes; leaves its last character to be dropped.
escaped() {
  case $rest in
    \\n*) value=$value$newline rest=${rest#?} ;;
    \\r*) value=$value$cr rest=${rest#?} ;;
    \\t*) value="$value$(printf '\t')" rest=${rest#?} ;;
    \\[\"\\\$]*)
      rest=${rest#?}
      value=$value${rest%"${rest#?}"}
      ;;
    *) value="$value\\" ;;
  esac
}

# required NAME [DESCRIPTION]: somebody has to supply it.
required() {
  eval "[ -n \"\$secret_$1\" ]" || missing="$missing$newline  $1${2:+  ($2)}"
}

# generated NAME VOLUME…: made here, once, from characters that are safe in a URL.
generated() {
  eval "[ -z \"\$secret_$1\" ]" || return 0
  key=$1
  value=$(od -An -v -tx1 -N24 /dev/urandom | tr -d ' \n')
  shift
  for volume do
    ! engine volume inspect "$volume" >/dev/null 2>&1 ||
      say "  $key is made anew, but the volume $volume was made with an older one: put that into $env_file, or remove the volume with ./run.sh down -v"
  done
  [ -e "$env_file" ] || (umask 077 && : >"$env_file")
  chmod 600 "$env_file"
  [ -z "$(tail -c 1 "$env_file")" ] || echo >>"$env_file"
  printf '%s=%s\n' "$key" "$value" >>"$env_file"
  eval "secret_$key=\$value"
  say "  $key is made and kept in $env_file"
}

# secret_file FILE VALUE: a secret as a file, readable in a container whatever its user, in a folder that only you may enter.
secret_file() {
  file=$here/.secrets/$1
  mkdir -p "$here/.secrets"
  chmod 700 "$here/.secrets"
  ! printf '%s' "$2" | cmp -s - "$file" || return 0
  (umask 077 && printf '%s' "$2" >"$file.new")
  chmod 444 "$file.new"
  mv -f "$file.new" "$file"
}

# A value as a part of a URL.
urlencode() {
  case $1 in
    *[!ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~*-]*)
      printf '%s' "$1" | od -An -v -tx1 | tr -d '\n' | tr ' ' %
      ;;
    *) printf '%s' "$1" ;;
  esac
}
