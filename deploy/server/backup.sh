#!/bin/sh
# `make backup`: a file in backups/ that holds all of Redis and MongoDB; whole, or not there at all.
set -eu
umask 077
cd "$(dirname "$0")/../.."

folder=${BACKUPS:-backups}
mkdir -p "$folder"
name="$folder/alo-$(date -u +%Y%m%dT%H%M%SZ).tar.gz"
trap 'rm -f "$name.part"' EXIT

if [ -n "${ALO_REDIS_DATA:-}" ]; then
    # Servers of one's own, without Docker: ALO_REDIS_DATA is the data folder of Redis, the rest comes from .env.
    .venv/bin/python -m deploy.server.backup --redis "$ALO_REDIS_DATA" >"$name.part"
else
    docker compose run --rm --no-deps -T backup >"$name.part"
fi
mv "$name.part" "$name"
echo "$name"
