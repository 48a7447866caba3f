"""The shell around the screens: language, dictionary, headers, options, and the port."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from streamlit import file_util

from dashboard import address, server, shell
from schemas.failures import OwnFailure

STATIC = Path(file_util.get_static_dir())


@pytest.fixture(scope="module")
def bundle() -> str:
    """Everything the framework's scripts say."""
    return "".join(
        path.read_text("utf-8", errors="ignore") for path in (STATIC / "static/js").glob("*.js")
    )


def fetch(path: str, accept: str = "text/html", method: str = "GET") -> tuple[int, dict, str]:
    """Ask the middleware for a path; behind it stands an app that answers "behind"."""
    sent: list[dict] = []
    headers = [(b"accept", accept.encode())]
    scope = {
        "type": "http", "method": method, "path": path, "headers": headers, "query_string": b"",
    }  # fmt: skip

    async def receive() -> dict:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict) -> None:
        sent.append(message)

    asyncio.run(shell.Shell(PlainTextResponse("behind"))(scope, receive, send))
    head = {key.decode(): value.decode() for key, value in sent[0]["headers"]}
    return sent[0]["status"], head, b"".join(part.get("body", b"") for part in sent[1:]).decode()


def test_the_page_is_vietnamese_and_ours():
    page = shell.page()
    assert '<html lang="vi">' in page
    assert "<title>Thi Đua</title>" in page
    assert "bieu-tuong.svg" in page
    for foreign in ("Streamlit</title>", "You need to enable JavaScript", "favicon.png", "http"):
        assert foreign not in page.split("<script defer")[0].split("td-tu-dien")[0]
        assert foreign not in page.split("</head>")[1]


def test_the_framework_scripts_are_still_loaded():
    original = (STATIC / "index.html").read_text("utf-8")
    wanted = re.findall(r'src="(\./static/js/[^"]+)"', original)
    assert wanted
    assert all(name in shell.page() for name in wanted)


def test_another_framework_version_is_noticed():
    with pytest.raises(ValueError, match="framework version"):
        shell.rewrite("<html><head></head></html>")


def test_the_dictionary_travels_with_the_page():
    found = re.search(r'id="td-tu-dien">(.*?)</script>', shell.page(), re.DOTALL)
    words = json.loads(found[1])
    assert words["exact"]["Upload"] == "Chọn tệp"
    assert set(words["paths"]) == {"", *address.PATHS}


def test_every_word_of_the_dictionary_is_still_said_by_the_framework(bundle):
    gone = [word for word in shell.dictionary()["exact"] if word not in bundle]
    assert gone == []


def test_no_word_is_left_untranslated():
    same = [word for word, said in shell.dictionary()["exact"].items() if word == said]
    assert same == []


@pytest.mark.parametrize(
    ("english", "vietnamese"),
    [
        ("20MB per file", "Mỗi tệp không quá 20 MB"),
        ("20.0MB per file • XLSX", "Mỗi tệp không quá 20 MB • XLSX"),
        ("Error: File must be 20.0MB or smaller.", "Tệp phải nhỏ hơn hoặc bằng 20 MB."),
        ("5.5MB", "5,5 MB"),
        ("Press Enter to apply", "Bấm Enter để áp dụng"),
        ("Remove so-lieu.xlsx", "Gỡ so-lieu.xlsx"),
        ("3 options available.", "Có 3 mục."),
    ],
)
def test_patterns_translate_what_carries_a_value(english, vietnamese):
    for pattern, said in shell.dictionary()["patterns"]:
        if re.search(pattern, english):
            words = re.sub(pattern, re.sub(r"\$(\d)", r"\\\1", said), english)
            assert words == vietnamese
            return
    pytest.fail(f"no pattern for {english!r}")


@pytest.mark.parametrize("path", ["/", "/bang-xep-hang", "/man-hinh-lon", "/khong-co"])
def test_every_page_gets_the_shell(path):
    status, headers, body = fetch(path)
    assert status == 200
    assert '<html lang="vi">' in body
    assert headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    ("path", "accept", "method"),
    [
        ("/_stcore/health", "text/html", "GET"),
        ("/static/js/x.js", "text/html", "GET"),
        ("/tinh/thi-dua.js", "text/html", "GET"),
        ("/suc-khoe", "text/html", "GET"),
        ("/bang-xep-hang", "application/json", "GET"),
        ("/bang-xep-hang", "text/html", "POST"),
        ("/bang-xep-hang/", "text/html", "GET"),
    ],
)
def test_everything_else_goes_through(path, accept, method):
    assert fetch(path, accept, method)[2] == "behind"


def test_the_frameworks_own_error_windows_stay_closed():
    status, _, body = fetch("/_stcore/host-config", "*/*")
    assert status == 200
    assert json.loads(body)["blockErrorDialogs"] is True
    assert json.loads(body)["metricsUrl"] == ""


def test_only_known_inline_scripts_may_run():
    policy = fetch("/")[1]["content-security-policy"]
    inline = re.findall(r"<script>(.*?)</script>", shell.page(), re.DOTALL)
    assert len(inline) == 2, "the framework's one and ours"
    digest = base64.b64encode(hashlib.sha256(inline[0].encode()).digest()).decode()
    assert f"'sha256-{digest}'" in policy
    assert "unsafe-inline" not in policy.split("script-src")[1].split(";")[0]


def test_our_own_files_are_served_and_nothing_else():
    route = shell.asset_routes()[0]

    def get(name: str) -> tuple[int, str]:
        scope = {
            "type": "http", "method": "GET", "path": f"/tinh/{name}", "headers": [],
            "query_string": b"", "path_params": {"name": name},
        }  # fmt: skip
        answer = asyncio.run(route.endpoint(Request(scope)))
        return answer.status_code, answer.headers.get("content-type", "")

    assert get("thi-dua.css") == (200, "text/css; charset=utf-8")
    assert get("thi-dua.js") == (200, "text/javascript; charset=utf-8")
    assert get("bieu-tuong.svg") == (200, "image/svg+xml")
    assert get("dictionary.json")[0] == 404
    assert get("../server.py")[0] == 404


def test_a_taken_port_is_told_in_vietnamese():
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        with pytest.raises(OwnFailure) as failure:
            server.listen("127.0.0.1", port)
    assert failure.value.code == "serve.port_taken"
    assert f"Cổng {port} đang có chương trình khác dùng." in failure.value.message


def test_an_unknown_host_is_told_in_vietnamese():
    with pytest.raises(OwnFailure) as failure:
        server.listen("khong-co-may-nay.invalid", 0)
    assert failure.value.code == "serve.address"


def test_a_taken_port_ends_the_server_with_code_three(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = str(busy.getsockname()[1])
        ended = subprocess.run(
            [sys.executable, "-m", "dashboard.server", str(tmp_path), "127.0.0.1", port],
            capture_output=True, text=True, check=False, timeout=60, cwd=tmp_path,
        )  # fmt: skip
    assert ended.returncode == 3
    assert "serve.port_taken" in ended.stderr
    assert "Traceback" not in ended.stderr


OPTIONS = {
    "runner.postScriptGC": False,
    "browser.gatherUsageStats": False,
    "server.fileWatcherType": "none",
    "server.maxUploadSize": 64,
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
}


def test_the_options_hold_from_any_working_directory(tmp_path):
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit/config.toml").write_text("[runner]\npostScriptGC = true\n", "utf-8")
    program = (
        "import json, sys; from pathlib import Path; from streamlit import config;"
        "from dashboard.server import build_app; build_app(Path(sys.argv[1]));"
        f"print(json.dumps({{name: config.get_option(name) for name in {list(OPTIONS)!r}}}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        capture_output=True, text=True, check=True, timeout=60, cwd=tmp_path,
    )  # fmt: skip
    assert json.loads(done.stdout) == OPTIONS
