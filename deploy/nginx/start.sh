#!/bin/sh
# Runs nginx and lets it take up what changes meanwhile: hubs that come and go, a certificate that is new.
set -eu

: "${ALO_DOMAIN:?the name that the certificate is for}"
conf=$(cd "$(dirname "$0")" && pwd)
run=${ALO_NGINX_RUN:-/tmp/nginx}
tls=${ALO_NGINX_TLS:-/var/lib/alo/tls}
hubs=${ALO_HUBS:-hub:8000}
webs=${ALO_WEBS:-$hubs}
look_every=${ALO_NGINX_LOOK_S:-5}

# One "server" line for every address behind the names in "$1".
resolve() {
    for place in $1; do
        getent ahostsv4 "${place%:*}" | while read -r address _; do
            echo "server $address:${place##*:} max_fails=2 fail_timeout=5s;"
        done
    done | sort -u
}

# Never empty: nginx refuses an upstream without servers, and this one refuses connections.
resolve_or() {
    found=$(resolve "$1")
    [ -n "$found" ] || found=$(resolve "$2")
    echo "${found:-server 127.0.0.1:1;}"
}

fill() {
    sed -e "s|@RUN@|$run|g" -e "s|@CONF@|$conf|g" -e "s|@TLS@|$tls|g" -e "s|@DOMAIN@|$ALO_DOMAIN|g" \
        -e "s|@FILES@|${ALO_NGINX_FILES:-/srv/alo}|g" -e "s|@ACME@|${ALO_NGINX_ACME:-/var/lib/alo/acme}|g" \
        -e "s|@MIME@|${ALO_NGINX_MIME:-/etc/nginx/mime.types}|g" -e "s|@LOG@|${ALO_NGINX_LOG:-/dev/stdout}|g" \
        -e "s|@HTTP@|${ALO_NGINX_HTTP:-8080}|g" -e "s|@HTTPS@|${ALO_NGINX_HTTPS:-8443}|g" \
        -e "s|@PUBLIC_PORT@|${ALO_NGINX_PUBLIC_PORT:-}|g" "$conf/$1"
}

write() {
    resolve_or "$hubs" "$hubs" >"$run/hubs.conf"
    resolve_or "$webs" "$hubs" >"$run/webs.conf"
    fill nginx.conf >"$run/nginx.conf"
    if [ -r "$tls/live/$ALO_DOMAIN/privkey.pem" ]; then
        fill tls.conf >"$run/tls.conf"
    else
        echo "# no certificate yet" >"$run/tls.conf"
    fi
}

state() {
    resolve "$hubs"
    resolve "$webs"
    cksum "$tls/live/$ALO_DOMAIN/fullchain.pem" "$tls/live/$ALO_DOMAIN/privkey.pem" 2>/dev/null || true
}

mkdir -p "$run"
write
seen=$(state)
nginx -c "$run/nginx.conf" -g "daemon off; ${ALO_NGINX_GLOBALS:-}" &
nginx=$!
sleeper=
trap 'kill -TERM $nginx $sleeper 2>/dev/null; wait $nginx; exit 0' TERM INT QUIT

while kill -0 $nginx 2>/dev/null; do
    sleep "$look_every" &
    sleeper=$!
    wait $sleeper || true
    now=$(state)
    if [ "$now" != "$seen" ]; then
        write
        # What nginx would not accept (a certificate half written) is looked at again.
        if nginx -q -t -c "$run/nginx.conf" -g "${ALO_NGINX_GLOBALS:-}" 2>/dev/null; then
            seen=$now
            kill -HUP $nginx
            echo '{"event":"nginx reloads: hubs or certificate have changed"}'
        fi
    fi
done
wait $nginx
