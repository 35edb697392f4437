#!/bin/sh
# What the tests need that no package index of ours has: Chromium, a font with Vietnamese accents, and nginx.
set -eu

PATH=$PATH:/usr/sbin
needed=""
command -v chromium >/dev/null || needed="$needed chromium"
command -v nginx >/dev/null || needed="$needed nginx-light"
command -v openssl >/dev/null || needed="$needed openssl"
[ -d /usr/share/fonts/truetype/noto ] || needed="$needed fonts-noto-core"
[ -z "$needed" ] && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "install:$needed …"
    apt-get -qq update
    # shellcheck disable=SC2086 # several packages
    DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install $needed >/dev/null
else
    echo "install: the tests need$needed: sudo apt-get install$needed" >&2
    exit 2
fi
