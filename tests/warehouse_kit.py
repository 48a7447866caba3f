"""Tiny rule books, registers and hand-ins for a real warehouse in a temporary folder.

Rules go in through ``load_rules`` and facts through the writers, exactly as the product does it;
nothing here knows how a verdict is reached.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import polars as pl

from schemas.criteria_set import ClassScheme, CriteriaSet, ReportingCalendar
from schemas.programme import Programme
from schemas.reader import RuleBook
from schemas.register import Register, Unit
from schemas.tables import TABLES
from warehouse.judge import judge_all
from warehouse.rulebook import load_rules
from warehouse.store import Store
from warehouse.units import load_units
from warehouse.writers import CELL_SCHEMA, OBSERVATION_SCHEMA, HandIn, record

ACTOR = "Người kiểm thử"
Row = Mapping[str, str]

_CITE = {"section": "Phần thử"}
_DOCUMENT = {"title": "Văn bản thử"}

CALENDAR = ReportingCalendar.model_validate(
    {
        "id": "lich_thu",
        "title": "Lịch báo cáo thử, ngày như công văn 581/BNV-CCHC",
        "document": _DOCUMENT,
        "windows": [
            {
                "period": period,
                "label": label,
                "starts_month": 6 if period == "Q3" else 12,
                "starts_day": 15,
                "starts_previous_year": period != "Q3",
                "ends_month": month,
                "ends_day": 14,
                "due_month": month,
                "due_day": 20,
                "is_cumulative": period in ("H1", "Y"),
            }
            for period, label, month in (
                ("Q1", "Quý I", 3),
                ("H1", "6 tháng", 6),
                ("Q3", "Quý III", 9),
                ("Y", "Năm", 12),
            )
        ],
    }
)

SCHEME = ClassScheme.model_validate(
    {
        "id": "thang_thu",
        "title": "Thang xếp loại thử",
        "place": "Nơi thử",
        "level": "Đơn vị thử",
        "document": _DOCUMENT,
        "starts_on": dt.date(2020, 1, 1),
        "is_verified": True,
        "bands": [
            {"code": code, "label": label, "order": order}
            for order, (code, label) in enumerate(
                [("tot", "Tốt"), ("kha", "Khá"), ("trung_binh", "Trung bình"), ("yeu", "Yếu")], 1
            )
        ],
    }
)


def programme(id_: str, **parts: Any) -> Programme:
    """Return a programme whose parts that no rule looks at are filled in."""
    data: dict[str, Any] = {
        "id": id_,
        "family": "award",
        "title": f"Kế hoạch thử {id_}",
        "short_title": id_,
        "indices": ["par_index"],
        "years": [2022],
        "period_kinds": ["Y"],
        "ends_on": dt.date(2022, 12, 31),
        "time_text": "Năm thử",
        "time_cite": _CITE,
        "document": {
            **_DOCUMENT, "level": "commune", "province": "Nơi thử", "kind": "Kế hoạch thử"
        },
        "groups": [group(id_)],
        "subjects": [{"kind": "collective", "text": "Đơn vị thử", "cite": _CITE}],
        "ranking": {
            "keys": [{"by": "conditions_met"}], "ours": True, "note": "Thứ tự thử"
        },
        "reporting_calendar": CALENDAR.id,
        "class_scheme": SCHEME.id,
        "workbook": {"tables": list(TABLES), "note": "Biểu thử"},
    }  # fmt: skip
    data.update(parts)
    return Programme.model_validate(data)


def group(file: str, code: str = "xa", *, only: Sequence[str] = ()) -> dict[str, Any]:
    """Return a peer group made of the bodies of a file."""
    return {
        "code": code,
        "label": f"Nhóm {code}",
        "units": {"kind": "bodies", "file": file, "groups": list(only)},
    }


def measure(code: str, source: Mapping[str, Any]) -> dict[str, Any]:
    """Return a measure."""
    return {"code": code, "label": f"Số liệu {code}", "source": dict(source)}


def condition(code: str, rule: Mapping[str, Any], **parts: Any) -> dict[str, Any]:
    """Return a condition for collectives."""
    return {
        "code": code,
        "subject": "collective",
        "label": f"Điều kiện {code}",
        "asks": f"Điều kiện {code}",
        "rule": dict(rule),
        "cite": _CITE,
        **parts,
    }


def target(code: str, rule: Mapping[str, Any], unit: str, file: str) -> dict[str, Any]:
    """Return a target about a body of a file."""
    return {
        "code": code,
        "label": f"Mục tiêu {code}",
        "about": f"Đơn vị {unit}",
        "unit": {"level": "body", "code": unit, "file": file},
        "rule": dict(rule),
        "is_scored": False,
        "cite": _CITE,
    }


def criteria_set(
    id_: str, criteria: Iterable[Mapping[str, Any]], lights: tuple[str, str], **parts: Any
) -> CriteriaSet:
    """Return a criteria set; its maximum is the sum of its roots that are no extras."""
    listed = [{"name": f"Tiêu chí {each['code']}", **each} for each in criteria]
    roots = [each for each in listed if each.get("parent") is None]
    total = sum(
        (Decimal(each["maximum"]) for each in roots if each.get("role", "score") == "score"),
        Decimal(0),
    )
    return CriteriaSet.model_validate(
        {
            "id": id_,
            "title": f"Bộ tiêu chí thử {id_}",
            "document": _DOCUMENT,
            "starts_on": dt.date(2020, 1, 1),
            "maximum": str(total),
            "decimals": 2,
            "criteria": listed,
            "lights": {
                "met_from_pct": lights[0], "near_from_pct": lights[1], "note": "Mức thử"
            },
            **parts,
        }
    )  # fmt: skip


def register(files: Mapping[str, Sequence[tuple[str, str]]]) -> Register:
    """Return a register of bodies: per file its (unit code, group inside the file) pairs."""
    codes = dict.fromkeys(code for listed in files.values() for code, _ in listed)
    units = tuple(
        Unit(code, code, f"Đơn vị {code}", "division", None, None, None, None, "Danh sách thử")
        for code in codes
    )
    return Register(
        units, (), (), (), {name: tuple(listed) for name, listed in files.items()}
    )  # fmt: skip


def rule_book(
    programmes: Iterable[Programme], criteria_sets: Iterable[CriteriaSet] = ()
) -> RuleBook:
    """Return a rule book of these programmes with the test calendar and class scheme."""
    return RuleBook(
        {each.id: each for each in programmes},
        {each.id: each for each in criteria_sets},
        {SCHEME.id: SCHEME},
        {CALENDAR.id: CALENDAR},
        {},
    )


def install(store: Store, book: RuleBook, units: Register) -> None:
    """Write rules and units, as opening a warehouse does."""
    with store.write(ACTOR, "load_rules") as write:
        load_units(write.connection, units)
        load_rules(write.connection, book, units, write.revision)
        judge_all(write.connection)


def accept_all(store: Store, hand_ins: Iterable[HandIn]) -> None:
    """Accept hand-ins of many programmes in one write, and judge everything once."""
    with store.write(ACTOR, "accept_all") as write:
        for hand_in in hand_ins:
            record(write, hand_in, ACTOR)
        judge_all(write.connection)


def fresh_store(folder: Path) -> Store:
    """Return a prepared store without rules."""
    store = Store(folder)
    store.prepare()
    return store


Layer = Literal["self", "appraised", "explained", "published"]

_TYPES = {
    (table.code, column.code): column.type for table in TABLES.values() for column in table.columns
}
_CODED = {"class", "yes_no"}


@dataclass
class Facts:
    """Observations on their way to a hand-in; every value gets a cell of its own."""

    rows: list[dict[str, Any]] = field(default_factory=list)

    def add(
        self, unit_id: str, table: str, row_no: int, column: str, value: str, *, coded: bool
    ) -> None:
        """Add one figure: a code or text, a day where one is written, or an exact decimal."""
        place = len(self.rows) + 1
        day = dt.date.fromisoformat(value) if coded and _DAY.fullmatch(value) else None
        self.rows.append(
            {
                "unit_id": unit_id,
                "table_code": table,
                "row_no": row_no,
                "column_code": column,
                "value_text": value if coded and day is None else None,
                "value_num": None if coded else value,
                "value_date": day,
                "sheet": table,
                "cell": f"C{place}",
            }
        )

    def sheet(self, unit_id: str, table: str, rows: Sequence[Row]) -> None:
        """Add the rows of a workbook sheet, as many columns of each as are given."""
        for row_no, row in enumerate(rows, 1):
            for column, value in row.items():
                coded = _TYPES[table, column] not in ("count", "decimal")
                self.add(unit_id, table, row_no, column, value, coded=coded)

    def results(self, unit_id: str, values: Mapping[str, str]) -> None:
        """Add reported figures by measure code: numbers, codes, or days as YYYY-MM-DD."""
        for row_no, (code, value) in enumerate(values.items(), 1):
            self.add(unit_id, "results", row_no, code, value, coded=not _is_number(value))

    def points(
        self,
        unit_id: str,
        values: Mapping[str, str],
        *,
        reason: str | None = None,
        evidence: str | None = None,
    ) -> None:
        """Add points by criterion code, or ``not_applicable``; the layer is the hand-in's."""
        for row_no, (code, value) in enumerate(values.items(), 1):
            self.add(unit_id, "points", row_no, code, value, coded=not _is_number(value))
            for table, text in (("point_reasons", reason), ("point_evidence", evidence)):
                if text is not None:
                    self.add(unit_id, table, row_no, code, text, coded=True)

    def decision(self, unit_id: str, condition: str, decided: str, reason: str) -> None:
        """Add what a person decided about a judged condition, and why."""
        self.add(unit_id, "decisions", 1, condition, decided, coded=True)
        self.add(unit_id, "decision_reasons", 1, condition, reason, coded=True)

    def person_decision(
        self, unit_id: str, row_no: int, person: str, decided: Mapping[str, str], reason: str
    ) -> None:
        """Add what was decided about a person by condition, and why, in a row of their own."""
        self.add(unit_id, "person_decisions", row_no, "person_code", person, coded=True)
        for code, decision in decided.items():
            self.add(unit_id, "person_decisions", row_no, code, decision, coded=True)
            self.add(unit_id, "person_decision_reasons", row_no, code, reason, coded=True)

    def frames(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Return the cells as read and the figures as understood."""
        cells = [
            {
                "sheet": row["sheet"],
                "row_no": place,
                "column_no": 3,
                "cell": row["cell"],
                "kind": "text",
                "text": row["value_text"] or row["value_num"] or row["value_date"].isoformat(),
            }
            for place, row in enumerate(self.rows, 1)
        ]
        return (
            pl.DataFrame(cells, schema=CELL_SCHEMA),
            pl.DataFrame(self.rows, schema=OBSERVATION_SCHEMA),
        )

    def workbook(
        self, dataset_id: str, period_id: str, unit_id: str, received_at: dt.datetime | None = None
    ) -> HandIn:
        """Return a unit's own hand-in; a moment of receipt makes it sample data."""
        cells, observations = self.frames()
        return HandIn(
            "workbook", dataset_id, period_id, unit_id, f"{unit_id}.xlsx", "a" * 64, 1, "self",
            cells, observations, received_at is not None, None, received_at,
        )  # fmt: skip

    def table(self, dataset_id: str, period_id: str, layer: Layer = "published") -> HandIn:
        """Return a table about many units."""
        cells, observations = self.frames()
        return HandIn(
            "table", dataset_id, period_id, None, "cong-bo.xlsx", "b" * 64, 1, layer,
            cells, observations,
        )  # fmt: skip


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _is_number(value: str) -> bool:
    return value.lstrip("-").replace(".", "", 1).isdigit()
