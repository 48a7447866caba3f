"""The command line contract: one JSON document and nothing else, exact figures, exit codes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Command, process
from tests.fill import PERIOD, PROGRAMME, UNIT
from warehouse.store import Store

BOARD_KEYS = ["rank", "unit", "name", "group", "score", "max", "class", "lights", "change"]


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
    assert set(document) - set(promised) == {"is_sample", "is_closed"}
    (row,) = document["rows"]
    assert [key for key in row if key in BOARD_KEYS] == BOARD_KEYS
    more = {"index_pct", "is_late", "is_provisional", "published_order", "decimals"}
    assert set(row) - set(BOARD_KEYS) == more | {"change_reason_codes", "change_reason"}
    assert row["change_reason_codes"] == ["first_period"]
    assert row["change_reason"].startswith("Không so được với kỳ trước: ")
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
        "papi_2011", "papi_2018", "papi_2019", "papi_2021", "hoa_binh_2022", "par_mau_2025",
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


# ---------------------------------------------------------------- where the data is


def test_data_folder_by_option_or_environment(
    warehouse_dir: Path, tmp_path: Path, thidua: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
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
