"""The command line contract: JSON and nothing else, exit codes, Vietnamese, our own failures."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import click
import pytest

from etl.cli import cli
from etl.cli_faults import usage_finding
from schemas.findings import catalogue
from tests.conftest import ROOT, Command, command, process
from tests.fill import PERIOD, PROGRAMME, UNIT, good_form
from tests.test_check import GOLDEN
from warehouse import readers
from warehouse.opening import open_warehouse
from warehouse.store import Store

REFUSED = tomllib.loads((GOLDEN / "refused_commands.toml").read_text("utf-8"))["case"]

BOARD_KEYS = ["rank", "unit", "name", "group", "score", "max", "class", "lights", "change"]


@pytest.fixture
def handed_in(store: Store) -> Store:
    """A warehouse with one hand-in."""
    from tests.test_submit import accepted

    accepted(store, good_form(store))
    return store


def floats(value: Any) -> Iterator[float]:
    """Yield every binary float of a JSON document."""
    if isinstance(value, float):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from floats(each)
    elif isinstance(value, list):
        for each in value:
            yield from floats(each)


# ---------------------------------------------------------------- JSON

READING = {
    "units find": (("units", "find", "Ninh Hiệp"), ["text", "units"]),
    "programme list": (("programme", "list"), ["programmes"]),
    "board": (
        ("board", PROGRAMME, "--period", PERIOD),
        ["programme", "period", "group", "revision", "rows", "excluded", "is_sample"],
    ),
    "unit": (("unit", PROGRAMME, UNIT, "--period", PERIOD), ["unit", "rank", "criteria"]),
    "why": (
        ("why", PROGRAMME, UNIT, "on_time", "--period", PERIOD),
        ["rule", "state", "inputs", "formula"],
    ),
    "awards": (
        ("awards", PROGRAMME, "--year", "2022"),
        ["units", "awards", "deadlines", "dossier", "individual_conditions"],
    ),
}


@pytest.mark.parametrize("name", READING)
def test_reading_commands_print_one_document(thidua: Command, handed_in: Store, name: str) -> None:
    arguments, keys = READING[name]
    ran = thidua(*arguments, "--json", data=handed_in.data_dir)
    assert ran.code == 0
    assert ran.err == ""
    assert set(keys) <= set(ran.document)
    assert not list(floats(ran.document)), "exact decimals are strings"
    plain = thidua(*arguments, data=handed_in.data_dir)
    assert plain.code == 0
    assert plain.out
    with pytest.raises(json.JSONDecodeError):
        json.loads(plain.out)


def test_board_has_exactly_the_promised_keys(thidua: Command, handed_in: Store) -> None:
    ran = thidua("board", PROGRAMME, "--period", PERIOD, "--json", data=handed_in.data_dir)
    document = ran.document
    promised = ["programme", "period", "group", "revision", "rows", "excluded"]
    assert [key for key in document if key in promised] == promised
    assert set(document) - set(promised) == {"is_sample"}
    (row,) = document["rows"]
    assert [key for key in row if key in BOARD_KEYS] == BOARD_KEYS
    assert set(row) - set(BOARD_KEYS) == {"is_late"}
    assert row["rank"] == 1
    assert (row["unit"], row["name"], row["group"]) == (UNIT, "Phường Ninh Hiệp", "commune")
    assert (row["score"], row["max"], row["class"], row["change"]) == ("4", "6", "Tốt", None)
    assert row["lights"]["task_completion"] == "not_met"
    assert document["group"] is None
    assert document["revision"] == handed_in.revision()
    assert len(document["excluded"]) == 45
    first = document["excluded"][0]
    assert {"unit", "name", "reason"} <= set(first)
    assert first["reason"] == "Chưa nộp số liệu kỳ này"


def test_group_narrows_the_board(thidua: Command, handed_in: Store) -> None:
    ran = thidua(
        "board", PROGRAMME, "--period", PERIOD, "--group", "department", "--json",
        data=handed_in.data_dir,
    )  # fmt: skip
    assert ran.document["group"] == "department"
    assert ran.document["rows"] == []
    assert {row["group"] for row in ran.document["excluded"]} == {"department"}


def test_board_as_csv(thidua: Command, handed_in: Store) -> None:
    ran = thidua("board", PROGRAMME, "--period", PERIOD, "--csv", data=handed_in.data_dir)
    assert ran.code == 0
    header, row = csv.reader(io.StringIO(ran.out), delimiter=";")
    assert header[:8] == ["rank", "unit", "name", "group", "score", "max", "class", "change"]
    assert "on_time" in header
    assert dict(zip(header, row, strict=True))["on_time"] == "met"
    assert row[:6] == ["1", UNIT, "Phường Ninh Hiệp", "commune", "4", "6"]


def test_unit_by_code_or_name(thidua: Command, handed_in: Store) -> None:
    by_code, by_name = (
        thidua("unit", PROGRAMME, text, "--period", PERIOD, "--json", data=handed_in.data_dir)
        for text in (UNIT, "UBND phường Ninh Hiệp")
    )
    assert by_code.document == by_name.document
    document = by_code.document
    assert (document["rank"], document["ranked"], document["score"]) == (1, 1, "4")
    on_time = next(each for each in document["criteria"] if each["criterion"] == "on_time")
    assert on_time["value"] == "99,5 % (199/200 hồ sơ)"
    assert on_time["state"] == "met"
    task = next(each for each in document["criteria"] if each["criterion"] == "task_completion")
    assert task["gap"] == "thiếu 23,33 điểm % ≈ 1 nhiệm vụ"
    assert task["gap_count"] == 1


def test_units_find(thidua: Command) -> None:
    found = thidua("units", "find", "Dong Thai", "--json").document["units"]
    assert ("Xã Đông Thái", "suggested") in [(each["name"], each["how"]) for each in found]
    exact = thidua("units", "find", "H01.187", "--json").document["units"]
    assert [(each["name"], each["how"]) for each in exact] == [("Xã Đông Thái", "exact")]
    assert exact[0]["codes"]["portal"] == "H01.187"
    assert exact[0]["within"] == ["Tỉnh An Giang"]
    nothing = thidua("units", "find", "qqqqqq")
    assert nothing.code == 0
    assert nothing.out == "Không có đơn vị nào tên hoặc mã “qqqqqq”.\n"


def test_programme_list(thidua: Command) -> None:
    listed = {
        each["id"]: each for each in thidua("programme", "list", "--json").document["programmes"]
    }
    assert set(listed) == {
        "van_lam_2021", "ninh_hoa_2022", "binh_gia_2024", "hon_quan_2024", "hoa_xa_2025", "qd_766",
    }  # fmt: skip
    assert listed["qd_766"]["criteria_set"] == "qd_766"
    assert listed["qd_766"]["groups"] == ["commune", "department", "province"]


# ---------------------------------------------------------------- rule files


def test_programme_check_of_good_files(thidua: Command) -> None:
    folder = resources.files("schemas") / "programmes"
    good = sorted(str(entry) for entry in folder.iterdir() if entry.name.endswith(".toml"))
    ran = thidua("programme", "check", *good, "--json")
    assert ran.code == 0
    assert ran.document == {"ok": True, "files": good, "findings": []}
    assert (
        thidua("programme", "check", *good).out == f"Đã kiểm tra {len(good)} tệp: không có lỗi.\n"
    )


def test_programme_check_names_file_line_and_reason(thidua: Command, tmp_path: Path) -> None:
    source = resources.files("schemas") / "programmes" / "ninh_hoa_2022.toml"
    lines = source.read_text("utf-8").splitlines()
    line = next(n for n, text in enumerate(lines, start=1) if 'op = ">", value = "98"' in text)
    lines[line - 1] = lines[line - 1].replace('op = ">"', 'op = ">>"')
    bad = tmp_path / "sai.toml"
    bad.write_text("\n".join(lines), "utf-8")
    ran = thidua("programme", "check", bad, "--json")
    assert ran.code == 2
    assert ran.document["ok"] is False
    places = [(each["file"], each["line"]) for each in ran.document["findings"]]
    assert (str(bad), line) in places or ("sai.toml", line) in places
    told = thidua("programme", "check", bad)
    assert told.code == 2
    assert f"sai.toml, dòng {line}: " in told.out


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
    place = 2 if arguments[0] in ("units", "programme") else 1
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


@pytest.mark.parametrize("words", [(), ("units",), ("programme",)])
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


# ---------------------------------------------------------------- where the data is


def test_data_folder_by_option_or_environment(
    warehouse_dir: Path, tmp_path: Path, thidua: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = process("programme", "list", "--json", THIDUA_DATA=str(tmp_path / "khac"))
    assert ran.code == 0
    assert not (tmp_path / "khac").exists()
    board = ("board", "qd_766", "--period", "2025-10", "--json")
    by_environment = process(*board, THIDUA_DATA=str(warehouse_dir))
    assert by_environment.code == 0
    # the option wins over the environment
    by_option = process(*board, data=warehouse_dir, THIDUA_DATA=str(tmp_path / "sai"))
    assert by_option.document == by_environment.document
    assert not (tmp_path / "sai").exists()
    monkeypatch.chdir(warehouse_dir.parent)
    (warehouse_dir.parent / "data").symlink_to(warehouse_dir)
    assert thidua(*board).document == by_environment.document


# ---------------------------------------------------------------- our own failures


def spoiled(folder: Path) -> Path:
    (folder / "kho.duckdb").write_bytes(b"khong phai la kho" * 4096)
    return folder


def test_a_broken_master_is_our_failure(warehouse_dir: Path) -> None:
    spoiled(warehouse_dir)
    arguments = ("board", "qd_766", "--period", "2025-10")
    told = process(*arguments, data=warehouse_dir)
    assert told.code == 3
    assert told.out == ""
    assert told.err.startswith("Lỗi KHO-04: Không mở được kho dữ liệu ở “")
    assert "Traceback" not in told.err
    assert not ENGLISH.findall(told.err.replace(str(warehouse_dir), "").split("\n")[0])
    ran = process(*arguments, "--json", data=warehouse_dir)
    assert ran.code == 3
    assert ran.err == ""
    assert ran.document["error"]["code"] == "KHO-04"
    log = warehouse_dir / "nhat_ky" / "loi.log"
    assert ran.document["error"]["log"] == str(log)
    entries = log.read_text("utf-8")
    assert entries.count(" KHO-04 thidua ") == 2
    assert "Traceback (most recent call last):" in entries


def test_a_file_in_place_of_the_folder_is_our_failure(
    thidua: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    wrong = tmp_path / "tệp"
    wrong.write_text("a", "utf-8")
    told = thidua("board", "qd_766", "--period", "2025-10", data=wrong)
    assert told.code == 3
    assert told.out == ""
    assert told.err.startswith("Lỗi KHO-03: ")
    # no data folder to keep a log in: the system's temporary folder takes it
    log = tmp_path / "thidua-nhat_ky" / "loi.log"
    assert f"Chi tiết cho quản trị viên: {log}\n" in told.err
    assert "KHO-03" in log.read_text("utf-8")


def test_a_copy_lost_under_the_reader_is_our_failure_too(
    thidua: Command, warehouse_dir: Path
) -> None:
    """A published copy that is damaged while the pointer still names it."""
    revision, name = (warehouse_dir / "cong_bo" / "hien_hanh").read_text("ascii").split()
    assert int(revision) > 0
    (warehouse_dir / "cong_bo" / name).write_bytes(b"x" * 8192)
    ran = thidua("board", "qd_766", "--period", "2025-10", "--json", data=warehouse_dir)
    assert ran.code == 3
    assert ran.document["error"]["code"] == "KHO-04"
    assert "Traceback" not in ran.out + ran.err


def test_the_log_does_not_grow_for_ever(thidua: Command, warehouse_dir: Path) -> None:
    spoiled(warehouse_dir)
    log = warehouse_dir / "nhat_ky" / "loi.log"
    log.parent.mkdir()
    log.write_bytes(b"." * 5_000_001)
    thidua("board", "qd_766", "--period", "2025-10", data=warehouse_dir)
    assert log.stat().st_size < 20_000
    assert (log.parent / "loi.truoc.log").stat().st_size == 5_000_001


# ---------------------------------------------------------------- processes side by side


def test_exit_codes_of_real_processes(store: Store, tmp_path: Path) -> None:
    target = tmp_path / "f.xlsx"
    target.write_bytes(good_form(store).bytes())
    done = process("submit", target, "--json", data=store.data_dir)
    assert (done.code, done.err) == (0, "")
    assert done.document["accepted"]
    refused = process("submit", target, "--unit", "22591", "--json", data=store.data_dir)
    assert (refused.code, refused.err) == (2, "")
    assert refused.codes == ["identity.wrong_unit"]


def test_two_hand_ins_at_once_are_both_kept(store: Store, tmp_path: Path) -> None:
    """Two processes, one unit, one period, with this process reading all the while."""
    files = []
    for number, word in enumerate(("Tốt", "Khá")):
        target = tmp_path / f"f{number}.xlsx"
        target.write_bytes(good_form(store).put("Kết quả chỉ số", "C5", word).bytes())
        files.append(target)
    started = [
        subprocess.Popen(
            command("--data", store.data_dir, "submit", target, "--json"),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT,
        )
        for target in files
    ]  # fmt: skip
    seen = set()
    while any(each.poll() is None for each in started):
        board = readers.leaderboard(store, PROGRAMME, PERIOD)
        seen.add(board.height)
    ended = [each.communicate() for each in started]
    assert [each.returncode for each in started] == [0, 0], ended
    assert [err for _, err in ended] == [b"", b""]
    receipts = [json.loads(out)["receipt"] for out, _ in ended]
    assert len({receipt["revision"] for receipt in receipts}) == 2
    later = max(receipts, key=lambda receipt: receipt["revision"])
    listed = readers.hand_ins(store, PROGRAMME, PERIOD, UNIT)
    assert dict(listed.select("receipt_code", "status").iter_rows()) == {
        receipt["code"]: "counts" if receipt is later else "superseded" for receipt in receipts
    }
    assert seen <= {0, 1}
    verdict = {
        row["criterion_code"]: row["state"]
        for row in readers.unit_verdicts(store, PROGRAMME, PERIOD, UNIT).to_dicts()
    }
    assert verdict["par_class"] == ("met" if later["file"] == "f0.xlsx" else "not_met")


def test_a_warehouse_left_unpublished_is_mended_at_the_next_command(
    thidua: Command, handed_in: Store
) -> None:
    """A crash between commit and publication: the next command publishes what was committed."""
    folder, revision = handed_in.data_dir, handed_in.revision()
    handed_in.close()
    shutil.rmtree(folder / "cong_bo")
    ran = thidua("board", PROGRAMME, "--period", PERIOD, "--json", data=folder)
    assert ran.code == 0
    assert ran.document["revision"] == revision
    assert len(ran.document["rows"]) == 1
    open_warehouse(folder).close()
