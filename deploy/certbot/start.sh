#!/bin/sh
# Gets the certificate and renews it while there is time; nginx notices the new files by itself.
set -eu

: "${ALO_DOMAIN:?the name that the certificate is for}"
: "${ALO_ACME_EMAIL:?where the authority writes to before a certificate ends}"
folder=${ALO_TLS_DIR:-/var/lib/alo/tls}

sleeper=
trap 'kill $sleeper 2>/dev/null; exit 0' TERM INT
while :; do
    # The authority allows five failures an hour: after one we wait for a quarter of it.
    pause=900
    if certbot certonly --webroot --webroot-path "${ALO_ACME_DIR:-/var/lib/alo/acme}" --domain "$ALO_DOMAIN" \
        --email "$ALO_ACME_EMAIL" --agree-tos --no-eff-email --non-interactive --keep-until-expiring \
        --config-dir "$folder" --work-dir /tmp/certbot --logs-dir /tmp/certbot; then
        pause=43200
    fi
    sleep $pause &
    sleeper=$!
    wait $sleeper
done
