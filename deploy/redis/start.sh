#!/bin/sh
# Starts Redis with one account that may do what hubs and archiver do, and nothing that ends or opens the server.
set -eu
umask 077

: "${REDIS_PASSWORD:?}"
run=${ALO_REDIS_RUN:-/tmp}
cat >"$run/users.acl" <<ACL
user default off
user alo on >$REDIS_PASSWORD ~alo:* ~arq:* &alo:* +@all -@admin -@dangerous +info +bgrewriteaof
ACL

# With replicas: an account to copy by, and one for the sentinels; any server may become the primary.
if [ -n "${REDIS_REPLICATION_PASSWORD:-}" ]; then
    cat >>"$run/users.acl" <<ACL
user replica on >$REDIS_REPLICATION_PASSWORD +psync +replconf +ping
user sentinel on >$REDIS_REPLICATION_PASSWORD allchannels +multi +exec +ping +info +role +subscribe +publish +slaveof +config|rewrite +client|setname +client|kill +script|kill
ACL
    printf 'masteruser replica\nmasterauth %s\n' "$REDIS_REPLICATION_PASSWORD" >"$run/replication.conf"
    cat "$(dirname "$0")/replicated.conf" >>"$run/replication.conf"
    set -- --include "$run/replication.conf" "$@"
fi

exec redis-server "${ALO_REDIS_CONF:-/etc/alo/redis.conf}" --aclfile "$run/users.acl" --dir "${ALO_REDIS_DATA:-/data}" \
    --maxmemory "${REDIS_MAXMEMORY:-512mb}" "$@"
