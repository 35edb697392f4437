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
exec redis-server "${ALO_REDIS_CONF:-/etc/alo/redis.conf}" --aclfile "$run/users.acl" --dir "${ALO_REDIS_DATA:-/data}" \
    --maxmemory "${REDIS_MAXMEMORY:-512mb}" "$@"
