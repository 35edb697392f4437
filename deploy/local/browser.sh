#!/bin/sh
# The browser tests need Chromium and a font with Vietnamese accents; neither comes from a package index of ours.
set -eu

needed=""
command -v chromium >/dev/null || needed="$needed chromium"
[ -d /usr/share/fonts/truetype/noto ] || needed="$needed fonts-noto-core"
[ -z "$needed" ] && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "install:$needed …"
    apt-get -qq update
    # shellcheck disable=SC2086 # several packages
    DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install $needed >/dev/null
else
    echo "install: the browser tests need$needed: sudo apt-get install$needed" >&2
    exit 2
fi
