"""Exports of dossiers: counted exactly, refused in words, nothing of an applicant kept."""

from __future__ import annotations

import datetime as dt
import io
import random
import re
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from etl.dossiers import submit_dossiers
from etl.submit import Outcome, submit_workbook
from schemas.dossiers import dossier_book, read_dossiers
from schemas.roles import Actor
from tests.conftest import Command
from tests.fill import PERIOD, PROGRAMME, UNIT, good_form
from warehouse import readers
from warehouse.store import Store

HEAD = ("STT", "Mã hồ sơ", "Người nộp", "Lĩnh vực", "Đơn vị xử lý",
        "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày trả kết quả")  # fmt: skip
SECRET = "Nguyễn Thị Bí Mật"
STARTS, ENDS = dt.date(2021, 12, 15), dt.date(2022, 3, 14)
D = dt.date
Row = tuple[Any, ...]


def row(place: int, received: Any, due: Any, finished: Any = None, **other: Any) -> Row:
    """Return a dossier of Phường Ninh Hiệp, unless told otherwise."""
    code, field, unit = (other.get(key) for key in ("code", "field", "unit"))
    return (place, code or f"H32.{place:06}", SECRET, field or "Hộ tịch",
            unit or "Phường Ninh Hiệp", received, due, finished)  # fmt: skip


EDGES: tuple[tuple[str, Row], ...] = (
    ("early_count", row(1, D(2022, 1, 4), D(2022, 1, 10), D(2022, 1, 7))),
    ("on_time_count", row(2, D(2022, 1, 4), D(2022, 1, 10), D(2022, 1, 10))),
    ("late_count", row(3, D(2022, 1, 4), D(2022, 1, 10), D(2022, 1, 11))),
    # due on the Saturday before Tết: on time until the Monday after it
    ("on_time_count", row(4, D(2022, 1, 4), D(2022, 1, 29), D(2022, 2, 7))),
    ("late_count", row(5, D(2022, 1, 4), D(2022, 1, 29), D(2022, 2, 8))),
    ("early_count", row(6, D(2022, 1, 4), D(2022, 1, 29), D(2022, 1, 28))),
    ("pending_in_time_count", row(7, D(2022, 3, 1), D(2022, 3, 14))),
    ("pending_overdue_count", row(8, D(2022, 3, 1), D(2022, 3, 11))),
    # due on the Saturday before the last day, which is a Monday
    ("pending_in_time_count", row(9, D(2022, 3, 1), D(2022, 3, 12))),
    # finished after the period: pending in it
    ("pending_overdue_count", row(10, D(2022, 3, 1), D(2022, 3, 8), D(2022, 3, 15))),
    ("pending_in_time_count", row(11, D(2022, 3, 1), D(2022, 3, 20), D(2022, 3, 15))),
    # carried over from the period before
    ("late_count", row(12, D(2021, 11, 1), D(2021, 12, 1), D(2021, 12, 15))),
    ("", row(13, D(2021, 11, 1), D(2021, 12, 1), D(2021, 12, 14))),
    ("", row(14, D(2022, 3, 15), D(2022, 3, 20), D(2022, 3, 16))),
    ("on_time_count", row(15, "08:30 04/01/2022", "10/01/2022 17:00", "2022-01-10 09:15:00")),
)  # fmt: skip


def xlsx(rows: list[Row], head: Row = HEAD, above: int = 0) -> bytes:
    """Return an .xlsx as a portal writes it, days as day cells."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet("Danh sách")
        for place, line in enumerate((head, *rows), above):
            for column, value in enumerate(line):
                if isinstance(value, dt.date):
                    sheet.write_datetime(place, column, value)
                elif value is not None:
                    sheet.write(place, column, value)
    return out.getvalue()


def csv(rows: list[Row], head: Row = HEAD) -> bytes:
    """Return the same as separated text."""

    def words(value: Any) -> str:
        return f"{value:%d/%m/%Y}" if isinstance(value, dt.date) else str(value or "")

    return "\n".join(";".join(map(words, line)) for line in (head, *rows)).encode("utf-8-sig")


def hand_in(store: Store, data: bytes, name: str = "ho-so.xlsx", **given: Any) -> Outcome:
    given = {"actor": "Người điều phối", "programme_id": PROGRAMME, "period_id": PERIOD} | given
    return submit_dossiers(store, data, name, **given)


def figures(store: Store) -> dict[tuple[str, str], Counter[str]]:
    """Return the counts that count, by unit and field; noughts left out."""
    rows = store.query(
        "select unit_id, row_no, column_code, value_text, value_num from judged_observation "
        "where table_code = 'dossiers' order by unit_id, row_no, column_code"
    ).rows()
    fields = {(unit, no): text for unit, no, _, text, _ in rows if text}
    found: dict[tuple[str, str], Counter[str]] = {}
    for unit, no, column, text, value in rows:
        if not text and value:
            found.setdefault((unit, fields[unit, no]), Counter())[column] = int(value)
    return found


def oracle(lines: list[Row]) -> dict[str, Counter[str]]:
    """Count by plain Python, one dossier after the other, by field."""
    off = set(dossier_book().days_off.holidays(2021, 2023))
    found: dict[str, Counter[str]] = {}
    for line in lines:
        received, due, finished = line[5:]
        last = due
        while last in off or last.isoweekday() in (6, 7):
            last += dt.timedelta(days=1)
        if received > ENDS or (finished and finished < STARTS):
            continue
        if finished is None or finished > ENDS:
            column = "pending_overdue_count" if last < ENDS else "pending_in_time_count"
        elif finished < due:
            column = "early_count"
        else:
            column = "on_time_count" if finished <= last else "late_count"
        found.setdefault(line[3], Counter()).update([column, "received_count"])
    return found


@pytest.mark.parametrize("make", [xlsx, csv])
def test_every_edge_is_counted_as_it_should(store: Store, make: Any) -> None:
    name = "ho-so.csv" if make is csv else "ho-so.xlsx"
    outcome = hand_in(store, make([line for _, line in EDGES]), name)
    assert outcome.accepted, outcome.findings
    expected = Counter(column for column, _ in EDGES if column)
    expected["received_count"] = sum(expected.values())
    ((counted),) = figures(store).values()
    assert counted == expected
    assert any("1 hồ sơ trả xong trước kỳ, 1 tiếp nhận sau kỳ" in note for note in outcome.notes)


def test_many_dossiers_are_those_of_plain_python(store: Store) -> None:
    rng = random.Random(20221)
    lines = []
    for place in range(1, 3001):
        received = D(2021, 11, 1) + dt.timedelta(days=rng.randrange(150))
        due = received + dt.timedelta(days=rng.randrange(30))
        finished = received + dt.timedelta(days=rng.randrange(40)) if rng.random() < 0.8 else None
        field = rng.choice(["Hộ tịch", "Đất đai", "Thuế"])
        lines.append(row(place, received, due, finished, field=field))
    assert hand_in(store, xlsx(lines, above=3)).accepted
    counted = {field: each for (_, field), each in figures(store).items()}
    assert counted == oracle(lines)


def test_the_general_reader_says_the_same(store: Store) -> None:
    lines = [line for _, line in EDGES]
    book = openpyxl.load_workbook(io.BytesIO(xlsx(lines)))
    book["Danh sách"]["A1"].comment = None
    out = io.BytesIO()
    book.save(out)
    # a prefix on every element is a shape that only the general reader knows
    data = prefixed(out.getvalue())
    assert hand_in(store, data).accepted
    first = figures(store)
    assert hand_in(store, xlsx(lines)).accepted
    assert figures(store) == first


def prefixed(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                part = re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", part)
                part = part.replace(b"xmlns=", b"xmlns:x=", 1)
            new.writestr(name, part)
    return out.getvalue()


def test_an_export_stands_in_place_of_the_typed_sheet(handed_in: Store) -> None:
    typed = figures(handed_in)
    assert hand_in(handed_in, xlsx([EDGES[0][1]]), unit_code=UNIT).accepted
    own = figures(handed_in)
    assert own != typed
    assert sum(each["received_count"] for each in own.values()) == 1
    assert hand_in(handed_in, xlsx([EDGES[1][1], EDGES[2][1]])).accepted
    published = figures(handed_in)
    assert sum(each["received_count"] for each in published.values()) == 2
    # what the unit says later stands below what the coordinator published
    assert hand_in(handed_in, xlsx([EDGES[0][1]]), unit_code=UNIT).accepted
    again = good_form(handed_in).bytes()
    assert submit_workbook(handed_in, again, "so-lieu.xlsx", actor="Nguyễn Thị Thử").accepted
    assert figures(handed_in) == published


def test_a_rate_rests_on_the_export_and_tells_its_rows(store: Store) -> None:
    form = good_form(store).bytes()
    assert submit_workbook(store, form, "so-lieu.xlsx", actor="Nguyễn Thị Thử").accepted
    outcome = hand_in(store, xlsx([line for _, line in EDGES]))
    assert outcome.receipt is not None
    found = store.query(
        "select column_code, sheet, cell, cell_text, sha256, receipt_code from out_source "
        "where table_code = 'dossiers' and column_code = 'late_count'"
    ).row(0, named=True)
    assert found["sha256"] == outcome.receipt.sha256
    assert (found["sheet"], found["cell"]) == ("Danh sách", "H4:H13")
    assert found["cell_text"] == "3 hồ sơ: dòng 4, 6, 13"
    counted = store.query(
        "select numerator, denominator from judged_measure where measure_code = 'on_time_rate'"
    ).row(0)
    assert [int(each) for each in counted] == [5, 8]


def test_nothing_of_an_applicant_or_a_dossier_is_kept(store: Store) -> None:
    assert hand_in(store, xlsx([line for _, line in EDGES])).accepted
    held = store.query("select text from raw_submission__cell")["text"].to_list()
    assert held
    assert not any(SECRET in text or "H32." in text for text in held)


FAULTS: tuple[tuple[str, str, list[Row]], ...] = (
    ("dossier.empty_cell", "G2:G4", [row(n, D(2022, 1, 4), None) for n in (1, 2, 3)]),
    ("dossier.not_date", "F2", [row(1, "32/01/2022", D(2022, 2, 4))]),
    ("dossier.finished_before_received", "H2, H4",
     [row(1, D(2022, 1, 4), D(2022, 1, 9), D(2022, 1, 3)), EDGES[1][1],
      row(3, D(2022, 1, 4), D(2022, 1, 9), D(2022, 1, 3))]),
    ("dossier.due_before_received", "G2", [row(1, D(2022, 1, 4), D(2022, 1, 3))]),
    ("dossier.future_day", "H2", [row(1, D(2022, 1, 4), D(2022, 1, 9), D(2202, 1, 3))]),
    ("dossier.repeated_code", "B3",
     [EDGES[0][1], row(2, D(2022, 1, 4), D(2022, 1, 9), code="H32.000001")]),
    ("unit.outside_programme", "E2:E3",
     [row(n, D(2022, 1, 4), D(2022, 1, 9), unit="Xã Đông Thái, tỉnh An Giang") for n in (1, 2)]),
    ("unit.unknown", "E2", [row(1, D(2022, 1, 4), D(2022, 1, 9), unit="Zzz qqq")]),
    ("dossier.cell_error", "D2", [row(1, D(2022, 1, 4), D(2022, 1, 9), field="=NA()")]),
    ("dossier.none_in_period", "", [EDGES[12][1]]),
    ("dossier.no_rows", "", []),
)  # fmt: skip


@pytest.mark.parametrize(("code", "cell", "rows"), FAULTS, ids=[each[0] for each in FAULTS])
def test_each_fault_is_one_finding_at_its_cells(
    store: Store, code: str, cell: str, rows: list[Row]
) -> None:
    data = xlsx(rows)
    if code == "dossier.cell_error":
        # the library writes nought as the value of a formula; a spreadsheet writes the error
        data = replaced(
            data, b'<c r="D2"><f>NA()</f><v>0</v>', b'<c r="D2" t="e"><f>NA()</f><v>#N/A</v>'
        )
    before = store.revision()
    outcome = hand_in(store, data)
    assert [each.code for each in outcome.findings] == [code]
    assert (outcome.findings[0].cell or "") == cell
    assert store.revision() == before


def replaced(data: bytes, old: bytes, new: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                assert old in part
                part = part.replace(old, new)
            target.writestr(name, part)
    return out.getvalue()


def test_headings_are_asked_for_by_name(store: Store) -> None:
    lines = [EDGES[0][1]]
    named = [each.code for each in hand_in(store, xlsx(lines, ("a",) * 8)).findings]
    assert named == ["dossier.no_header"]
    lacking = hand_in(store, xlsx(lines, (*HEAD[:6], "Hạn", HEAD[7]))).findings
    assert [(each.code, each.expected) for each in lacking] == [
        ("dossier.missing_column", "Ngày hẹn trả")
    ]
    double = hand_in(store, xlsx(lines, ("Lĩnh vực", *HEAD[1:]))).findings
    assert [(each.code, each.found) for each in double] == [("dossier.repeated_column", "A1, D1")]


def test_roles_and_units_are_asked(store: Store) -> None:
    known = readers.units(store, PROGRAMME)
    own = dict(zip(known["unit_code"], known["unit_id"], strict=True))[UNIT]
    officer = Actor("Nguyễn Thị An", "unit_officer", "an.nt", own)
    data = xlsx([EDGES[0][1]])
    refused = hand_in(store, data, actor=officer)
    assert [each.code for each in refused.findings] == ["account.not_allowed"]
    mixed = xlsx([EDGES[0][1], row(2, D(2022, 1, 4), D(2022, 1, 9), unit="Phường Ninh Giang")])
    other = hand_in(store, mixed, actor=officer, unit_code=UNIT)
    assert [each.code for each in other.findings] == ["dossier.other_unit"]
    assert hand_in(store, data, actor=officer, unit_code=UNIT).accepted
    without = tuple(HEAD[:4] + HEAD[5:])
    line = EDGES[0][1][:4] + EDGES[0][1][5:]
    assert hand_in(store, xlsx([line], without), actor=officer, unit_code=UNIT).accepted


def test_the_command_hands_in_and_tries(
    thidua: Command, store: Store, warehouse_dir: Path, tmp_path: Path
) -> None:
    file = tmp_path / "ho-so.xlsx"
    file.write_bytes(xlsx([line for _, line in EDGES]))
    asked = ("dossiers", file, "--programme", PROGRAMME, "--period", PERIOD)
    tried = thidua(*asked, "--dry-run", data=warehouse_dir)
    assert tried.code == 0
    assert "HỢP LỆ" in tried.out
    assert not figures(store)
    assert thidua(*asked, data=warehouse_dir).code == 0
    assert figures(store)
    unused = ("dossiers", file, "--programme", "qd_766", "--period", "2025-10")
    assert thidua(*unused, data=warehouse_dir).code == 2


def test_the_book_refuses_what_contradicts_itself() -> None:
    text = (Path(__file__).parents[1] / "schemas/dossiers.toml").read_text("utf-8")
    assert read_dossiers(text) == dossier_book()
    for old, new in (
        ('code = "due"', 'code = "other"'),
        ('amount = "180"', 'amount = "0"'),
        ('"hạn trả", ', '"ngày trả", '),
        ("weekly = [6, 7]", "weekly = [0]"),
        ("to = 2021-02-16", "to = 2021-02-01"),
    ):
        assert old in text
        with pytest.raises(ValueError, match=r"columns|limit|heading|days"):
            read_dossiers(text.replace(old, new, 1))
