#!/bin/sh
# `make restore FROM=backups/alo-….tar.gz`: stops what writes, puts the backup back, starts everything again.
set -eu
: "${FROM:?make restore FROM=backups/alo-….tar.gz}"
FROM=$(realpath "$FROM")
cd "$(dirname "$0")/../.."

if [ -n "${ALO_REDIS_DATA:-}" ]; then
    # Servers of one's own, without Docker: stop Redis, hubs and archivers first, and start them afterwards.
    .venv/bin/python -m deploy.server.restore --redis "$ALO_REDIS_DATA" <"$FROM"
else
    docker compose up --detach --wait mongo
    docker compose run --rm -T mongo-setup </dev/null
    # Where web runs it is in a profile, without which its name is not known.
    docker compose --profile web stop hub web archiver redis
    docker compose run --rm --no-deps -T restore <"$FROM"
    # Not until certbot is content: on a new server the domain may still lead to the old one.
    docker compose up --detach --wait hub archiver nginx
    docker compose up --detach
fi
echo "$FROM is back"
