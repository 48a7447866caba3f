#!/bin/sh
# The browser tests drive the system's Chromium; root on Debian gets it when it is missing.
set -eu
for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    printf '%s\n' "Cài chromium ..."
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
    exit 0
fi
printf '%s\n' "Thiếu Chromium. Chạy: sudo apt-get install chromium, rồi gọi lại lệnh này."
exit 1
