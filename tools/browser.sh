#!/bin/sh
# The browser tests drive the system's Chromium; root on Debian gets what is missing: the browser,
# and a library that the test driver's own runtime needs and a bare system lacks.
set -eu

packages=""
found=""
for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then found="$name"; break; fi
done
[ -n "$found" ] || packages="chromium"
.venv/bin/python -m playwright --version >/dev/null 2>&1 || packages="$packages libatomic1"
[ -n "$packages" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    printf '%s\n' "Cài $packages ..."
    apt-get update -qq
    # shellcheck disable=SC2086 # one word a package
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages >/dev/null
    exit 0
fi
printf '%s\n' "Thiếu: $packages. Chạy: sudo apt-get install $packages, rồi gọi lại lệnh này."
exit 1
