"""The script that keeps a wall's browser open: its options, its restarts, its refusals."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

SCRIPT = Path(__file__).parents[1] / "tools" / "man-hinh-lon.sh"
ADDRESS = "http://may-chu:8501/man-hinh-lon?ke_hoach=x&ky=2022-H1&token=abc"
BROWSER = """#!/bin/sh
printf '%s\\n' "$@" "--" >> "$MO_TA"
[ "$(grep -c '^--$' "$MO_TA")" -lt 3 ] || kill "$PPID"
exit 1
"""


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    browser = folder / "trinh-duyet"
    browser.write_text(BROWSER)
    browser.chmod(0o755)
    return subprocess.run(
        ["sh", str(SCRIPT), *arguments], capture_output=True, text=True, timeout=30, check=False,
        env={
            **os.environ, "TRINH_DUYET": str(browser), "MO_TA": str(folder / "mo-ta"),
            "XDG_DATA_HOME": str(folder), "CHO_MO_LAI": "0", "DISPLAY": "",
        },
    )  # fmt: skip


def test_the_browser_is_opened_again_whenever_it_ends(tmp_path: Path) -> None:
    (tmp_path / "thi-dua" / "sanh" / "Default").mkdir(parents=True)
    preferences = tmp_path / "thi-dua" / "sanh" / "Default" / "Preferences"
    preferences.write_text('{"exit_type":"Crashed","exited_cleanly":false}')
    ran = run(tmp_path, ADDRESS, "sanh")
    assert ran.returncode == 0
    started = (tmp_path / "mo-ta").read_text().split("--\n")[:-1]
    assert len(started) == 3
    for options in started:
        lines = options.splitlines()
        assert lines[-1] == ADDRESS
        assert f"--user-data-dir={tmp_path}/thi-dua/sanh" in lines
        assert "--unsafely-treat-insecure-origin-as-secure=http://may-chu:8501" in lines
        assert {"--kiosk", "--disable-background-timer-throttling"} <= set(lines)
    assert preferences.read_text() == '{"exit_type":"Normal","exited_cleanly":true}'


def test_a_wrong_call_is_told_in_vietnamese(tmp_path: Path) -> None:
    for arguments, words in (((), "Cách dùng"), (("may-chu",), "Cách dùng"),
                             ((ADDRESS, "phòng họp"), "Tên màn hình")):  # fmt: skip
        ran = run(tmp_path, *arguments)
        assert ran.returncode == 2
        assert words in ran.stderr
        assert not (tmp_path / "mo-ta").exists()
