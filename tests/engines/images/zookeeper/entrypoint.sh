#!/bin/sh
# The official image's contract: the configuration is written to ZOO_CONF_DIR where there is none, the number to the data.
set -eu
if [ ! -f "$ZOO_CONF_DIR/zoo.cfg" ]; then
  {
    printf 'dataDir=%s\ndataLogDir=%s\ntickTime=2000\ninitLimit=5\nsyncLimit=2\n' "$ZOO_DATA_DIR" "$ZOO_DATA_LOG_DIR"
    printf 'admin.enableServer=%s\nserver.1=localhost:2888:3888;2181\n' "$ZOO_ADMINSERVER_ENABLED"
    [ -z "${ZOO_4LW_COMMANDS_WHITELIST:-}" ] || echo "4lw.commands.whitelist=$ZOO_4LW_COMMANDS_WHITELIST"
  } >"$ZOO_CONF_DIR/zoo.cfg"
fi
[ -f "$ZOO_DATA_DIR/myid" ] || echo "${ZOO_MY_ID:-1}" >"$ZOO_DATA_DIR/myid"
exec "$@"
