"""What people read from the command line: Vietnamese, whole sentences, no word of the library."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from etl.cli import cli
from etl.cli_faults import usage_finding
from schemas.findings import catalogue
from tests.conftest import Command
from tests.fill import PERIOD, PROGRAMME, good_form
from tests.test_check import GOLDEN
from tests.test_cli import READING
from warehouse.store import Store

REFUSED = tomllib.loads((GOLDEN / "refused_commands.toml").read_text("utf-8"))["case"]


# ---------------------------------------------------------------- wrong usage


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: " ".join(case["arguments"])[:60])
def test_refused_command(
    thidua: Command, warehouse_dir: Path, tmp_path: Path, case: dict[str, Any]
) -> None:
    existing = tmp_path / "tệp.csv"
    existing.write_text("a", "utf-8")
    arguments = [word.replace("{tệp}", str(existing)) for word in case["arguments"]]
    told = thidua(*arguments, data=warehouse_dir)
    assert told.code == 2
    assert told.err == ""
    assert case["words"] in told.out
    assert f"(mã {case['code']})" in told.out
    if not case.get("has_json", True):
        return
    place = 2 if arguments[0] in ("units", "programme", "wall-token") else 1
    ran = thidua(*arguments[:place], "--json", *arguments[place:], data=warehouse_dir)
    assert ran.code == 2
    assert ran.err == ""
    assert ran.document["accepted"] is False
    assert ran.codes == [case["code"]] * len(ran.codes)


def test_a_fault_of_usage_without_a_name_of_its_own() -> None:
    found = usage_finding(click.UsageError("something new in the library"))
    assert (found.code, found.message) == ("usage.other", "Lệnh chưa viết đúng.")


def test_every_finding_of_usage_has_a_case() -> None:
    tried = {case["code"] for case in REFUSED} | {"usage.other"}
    tried |= {"usage.cannot_write", "usage.demo_on_real_data"}  # test_template, test_demo
    tried |= {"usage.bad_day"}  # test_closing
    assert {code for code in catalogue() if code.startswith("usage.")} <= tried
    elsewhere = {"unknown_group", "unknown_criterion", "no_awards", "unknown_year"}
    assert {f"identity.{code}" for code in elsewhere} <= tried


# ---------------------------------------------------------------- Vietnamese

# words of the library that would show if one of its sentences got through
ENGLISH = re.compile(
    r"\b(usage|options?|commands?|arguments?|error|show|this|message|exit|required|default|the|try"
    r"|for|help|missing|invalid|unexpected|is|not|and|of)\b(?![\w_])",
    re.IGNORECASE,
)


def pages(group: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the path of every command there is."""
    yield path
    for name, each in getattr(group, "commands", {}).items():
        yield from pages(each, (*path, name))


@pytest.mark.parametrize("path", list(pages(cli)), ids=" ".join)
def test_help_pages_are_vietnamese(thidua: Command, path: tuple[str, ...]) -> None:
    ran = thidua(*path, "--help")
    assert ran.code == 0
    assert ran.err == ""
    assert ran.out.startswith(" ".join(("Cách dùng: thidua", *path)))
    # what is typed stays as it is: option names, command names at the start of a line
    words = re.sub(r"--[a-z-]+|^Cách dùng: .*$|^  [a-z]+ (?= )|thidua|THIDUA_DATA", "", ran.out,
                   flags=re.MULTILINE)  # fmt: skip
    assert not ENGLISH.findall(words), words
    assert "In phần trợ giúp này." in ran.out


@pytest.mark.parametrize("words", [(), ("units",), ("programme",), ("wall-token",)])
def test_a_group_alone_shows_its_help(thidua: Command, words: tuple[str, ...]) -> None:
    ran = thidua(*words)
    assert ran.code == 2
    assert ran.out.startswith("Cách dùng: thidua")
    assert ran.err == ""


def test_people_read_vietnamese(thidua: Command, handed_in: Store) -> None:
    for arguments, _ in READING.values():
        out = thidua(*arguments, data=handed_in.data_dir).out
        found = {word.lower() for word in ENGLISH.findall(re.sub(r"\S*_\S*|\S+\.xlsx", "", out))}
        assert not found, out
    board = thidua("board", PROGRAMME, "--period", PERIOD, data=handed_in.data_dir).out
    assert board.startswith("Ninh Hòa 2022, Quý I năm 2022 (tạm tính)\n-- ")
    assert "commune" not in board
    assert "DỮ LIỆU MẪU" not in board


def test_people_read_the_receipt(thidua: Command, store: Store, tmp_path: Path) -> None:
    target = tmp_path / "f.xlsx"
    target.write_bytes(good_form(store).bytes())
    told = thidua("submit", target, data=store.data_dir).out
    assert re.search(r"^ĐÃ NHẬN\. Mã biên nhận TD\d{6}-[0-9A-F]{6}, lúc ", told, re.MULTILINE)
    assert "Hạn gửi 20/03/2022: nộp muộn." in told
    assert re.search(r"^SHA-256 [0-9a-f]{64}$", told, re.MULTILINE)
    target.write_bytes(good_form(store).put("Hài lòng", "B5", "nhiều").bytes())
    ran = thidua("submit", target, data=store.data_dir)
    assert ran.code == 2
    assert "KHÔNG NHẬN: có 1 điểm phải sửa. Kho dữ liệu không thay đổi." in ran.out
    assert "1. [phải sửa] Trang “Hài lòng”, ô B5: “nhiều” không phải là số" in ran.out
