"""What only a running server can show: its options at work, its address, its health."""

from __future__ import annotations

import json
import shutil
import urllib.request

import pytest
from playwright.sync_api import expect
from screens_shown import SCREENS

from tests.browser.conftest import Server

WATCHED = """
import gc, sys
from pathlib import Path
from streamlit import config
from dashboard import server

watching, forced = Path(sys.argv[1], "dem"), {forced}

def count(phase, info):
    if phase == "start" and info["generation"] == 2 and watching.exists():
        print("full collection", file=sys.stderr, flush=True)

gc.disable()
gc.callbacks.append(count)
build = server.build_app

def built(folder):
    app = build(folder)
    if forced:
        config.set_option("runner.postScriptGC", True)
    return app

server.build_app = built
sys.exit(server.main(sys.argv[1:]))
"""


@pytest.mark.parametrize("forced", [False, True])
def test_no_full_collection_follows_a_run(visit, filled_folder, tmp_path, forced):
    folder = shutil.copytree(filled_folder, tmp_path / "kho")
    running = Server(folder, start=("-c", WATCHED.format(forced=forced)))
    try:
        page = visit(running.url + SCREENS["wall"])
        (folder / "dem").touch()
        page.reload()
        expect(page.locator(".td-wall-row").first).to_be_visible()
    finally:
        _, _, complaints = running.stop()
    assert ("full collection" in complaints) is forced


def test_health_answers_with_the_revision(server):
    with urllib.request.urlopen(server.url + "/suc-khoe", timeout=5) as answer:
        assert answer.status == 200
        told = json.load(answer)
    assert told["ok"] is True
    assert told["revision"] > 1


def test_one_vietnamese_line_tells_the_address(server):
    assert server.line == (
        f"Bảng thi đua đang chạy tại http://localhost:{server.port} (dừng: Ctrl+C)\n"
    )
