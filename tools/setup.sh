#!/bin/sh
# Make .venv from the lock: exact versions, each with its hash. Nothing outside the checkout changes,
# except that root on Debian gets the package python3.N-venv when it is missing.
set -eu

say() { printf '%s\n' "$*"; }

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

python="${1:-}"
if [ -z "$python" ]; then
    for name in python3.11 python3 python3.12 python3.13; do
        if is_new_enough "$name"; then python="$name"; break; fi
    done
fi
if [ -z "$python" ] || ! is_new_enough "$python"; then
    say "Cần Python 3.11 trở lên (chỉ định đường dẫn: make PYTHON=python3.11 ...)."
    exit 1
fi

# Debian splits ensurepip off into its own package
if ! "$python" -c 'import ensurepip' >/dev/null 2>&1; then
    package="$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        say "Cài gói $package ..."
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" >/dev/null
    else
        say "Thiếu gói $package. Chạy: sudo apt-get install $package, rồi gọi lại lệnh này."
        exit 1
    fi
fi

# a .venv whose interpreter is gone (another machine, an upgraded system) is made anew
if ! .venv/bin/python -c 'import pip' >/dev/null 2>&1; then
    say "Tạo .venv ..."
    rm -rf .venv
    "$python" -m venv .venv
fi
say "Cài các gói đã khóa (lần đầu mất khoảng một phút) ..."
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
