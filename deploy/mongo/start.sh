#!/bin/sh
# Starts mongod as a replica set that asks everybody who they are; the key lets its members know each other.
set -eu
umask 077

: "${MONGO_KEY:?}"
run=${ALO_MONGO_RUN:-/tmp}
printf '%s\n' "$MONGO_KEY" >"$run/keyfile"
chmod 400 "$run/keyfile"
# Old versions are kept for half an hour, so that a backup can read all collections as of one moment.
exec mongod --replSet rs0 --keyFile "$run/keyfile" --bind_ip "${ALO_MONGO_BIND:-*}" --nounixsocket --quiet \
    --wiredTigerCacheSizeGB "${MONGO_CACHE_GB:-0.5}" --setParameter minSnapshotHistoryWindowInSeconds=1800 "$@"
