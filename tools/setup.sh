#!/bin/sh
# Make .venv from the lock: exact versions, each with its hash. Nothing outside the checkout changes,
# except that root on Debian gets the package python3-venv when it is missing.
set -eu
python="${1:-python3}"

say() { printf '%s\n' "$*"; }

command -v "$python" >/dev/null 2>&1 || { say "Không tìm thấy $python: cần Python 3.11 trở lên."; exit 1; }
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    say "$python quá cũ: cần Python 3.11 trở lên (chỉ định khác: make PYTHON=python3.11 ...)."
    exit 1
}

# Debian splits ensurepip off into its own package
if ! "$python" -c 'import ensurepip' >/dev/null 2>&1; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        say "Cài gói python3-venv ..."
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-venv >/dev/null
    else
        say "Thiếu gói python3-venv. Chạy: sudo apt-get install python3-venv, rồi gọi lại lệnh này."
        exit 1
    fi
fi

[ -x .venv/bin/python ] || { say "Tạo .venv ..."; "$python" -m venv .venv; }
say "Cài các gói đã khóa (lần đầu mất khoảng một phút) ..."
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
