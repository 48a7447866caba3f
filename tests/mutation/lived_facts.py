"""What the units of the lived warehouse hand in: sheets with headings, points layer by layer."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from schemas.tables import LEVELS, RESULTS, SEVERITIES
from tests.mutation import lived_rules as rules
from tests.mutation.helpers import helper
from warehouse.writers import CELL_SCHEMA, HandIn, Reason

kit = helper("warehouse_kit")

_DOCUMENTS = ("12/QĐ-UBND", "012/QĐ-UBND", "12/qđ-ubnd", "7/BC-UBND", "Không có", "3/2022/NQ-HĐND")
_COUNTS = ("10", "15", "20", "9", "11", "23", "0", "5", "30", "45")
_BOUNDS = {
    "points": ("90", "85", "84.9", "95", "80"),
    "pct": ("80", "90", "70"),
    "place": ("1", "2", "3", "4"),
    "class": ("tot", "kha", "trung_binh"),
    "second": ("yeu", "kha"),
    "said": ("yes", "yes", "no"),
}
_PARTS = ("0", "0.5", "0.7", "0.8", "0.9", "1", "1", None, "not_applicable")
"""Shares of a leaf's maximum, each at a bound of a light or a class; rarely nothing at all."""
_ROOMS = (
    (-30, 12), (-1, 20), (-1, 23), (0, 0), (0, 9), (0, 12), (0, 23), (1, 0), (2, 8),
)  # fmt: skip
"""Days after the due day and hours at which files come: hours before the due moment, and after."""
_FIRST_ROW = 3
"""Below a title and the headings."""


@dataclass(frozen=True)
class Period:
    """A period of a programme with its due day."""

    programme_id: str
    period_id: str
    due_on: dt.date


class Author:
    """Writes hand-ins; everything chosen comes from one seed."""

    def __init__(self, seed: int) -> None:
        """Begin with a seed."""
        self.dice = random.Random(seed)

    def some(self, values: Sequence[Any], least: int, most: int) -> list[Any]:
        """Return a few values, the same one perhaps twice."""
        return self.dice.choices(values, k=self.dice.randint(least, most))

    def few(self, values: Sequence[Any]) -> list[Any]:
        """Return about two thirds of some things, in their order."""
        return [each for each in values if self.dice.random() < 0.65]

    def moment(self, due_on: dt.date) -> dt.datetime:
        """Return when a file came: often in the last hours, sometimes late."""
        days, hours = self.dice.choice(_ROOMS)
        return dt.datetime.combine(due_on + dt.timedelta(days), dt.time(hours))

    # ------------------------------------------------------------ workbooks

    def workbooks(self, period: Period, unit: str) -> list[HandIn]:
        """Return the versions that a unit hands in, none to three; one may only say it again."""
        versions = []
        for _ in range(
            self.dice.choice((1, 2) if unit in rules.OFFICES else (0, 1, 1, 1, 2, 2, 3))
        ):
            if versions and self.dice.random() < 0.3:
                again = replace(versions[-1], file_name=f"{unit}-lai.xlsx")
            else:
                again = self._workbook(period, unit)
            versions.append(replace(again, received_at=self.moment(period.due_on)))
        return versions

    def _workbook(self, period: Period, unit: str) -> HandIn:
        facts = kit.Facts()
        if period.programme_id == rules.PLAN:
            self._sheets(facts, unit)
        if period.programme_id == rules.HEADED:
            facts.results(unit, {"points": self.dice.choice(_BOUNDS["points"])})
        if period.programme_id == rules.INDEX:
            facts.results(unit, {"site_open": self.dice.choice(("yes", "no"))})
        moment = self.moment(period.due_on)
        made: HandIn = facts.workbook(period.programme_id, period.period_id, unit, moment)
        reasons = (Reason("XN1", "last_period.jump", "results", "C3", "90", "Đã rà soát"),)
        return self._laid_out(replace(made, reasons=reasons))

    def _sheets(self, facts: Any, unit: str) -> None:
        dice = self.dice
        facts.sheet(unit, "tasks", [
            {"task_code": f"NV{place}", "evidence_ref": text,
             "is_on_time": dice.choice(("yes", "no"))}
            for place, text in enumerate(self.some(_DOCUMENTS, 0, 3))
        ])  # fmt: skip
        names = ("received_count", "early_count", "on_time_count", "late_count")
        facts.sheet(unit, "dossiers", [
            {"field_name": f"Lĩnh vực {place}",
             **dict(zip(names, self.some(_COUNTS, 4, 4), strict=True))}
            for place in range(dice.randint(0, 2))
        ])  # fmt: skip
        facts.results(unit, {
            code: dice.choice(values) for code, values in _BOUNDS.items() if dice.random() < 0.8
        })  # fmt: skip
        facts.sheet(unit, "initiatives", [
            {"title": f"Sáng kiến {place}", "level": dice.choice(list(LEVELS)),
             **({"document_number": dice.choice(_DOCUMENTS)} if dice.random() < 0.8 else {})}
            for place in range(dice.randint(0, 2))
        ])  # fmt: skip
        if dice.random() < 0.2 and unit not in rules.OFFICES:
            position, severity = dice.choice(("key_leader", "other")), dice.choice(list(SEVERITIES))
            facts.sheet(unit, "discipline", [{"position": position, "severity": severity}])
        facts.sheet(unit, "individuals", [
            {"person_code": f"CN{place}", "full_name": "Nguyễn Văn A", "job_title": "Chuyên viên",
             **({"level": dice.choice(list(LEVELS)), "document_number": "1/QĐ"}
                if dice.random() < 0.7 else {})}
            for place in range(dice.randint(0, 2))
        ])  # fmt: skip

    def _laid_out(self, made: HandIn) -> HandIn:
        """Give every figure its place below the headings, and results a document beside them."""
        rows = made.observations.with_columns(pl.col("row_no") + _FIRST_ROW - 1).to_dicts()
        cells: dict[tuple[str, int, int], str] = {}
        places: dict[tuple[str, str], int] = {}
        for row in rows:
            sheet = row["sheet"]
            is_result = row["table_code"] == "results"
            column = (
                3 if is_result else places.setdefault((sheet, row["column_code"]), len(places) + 1)
            )
            text = row["value_text"] or row["value_num"] or str(row["value_date"])
            row["cell"] = f"R{row['row_no']}C{column}"
            cells[sheet, row["row_no"], column] = text
            cells[sheet, 1, 1], cells[sheet, 2, column] = "Biểu thử", f"Cột {column}"
            if is_result:
                cells[sheet, 2, 3] = RESULTS.column("value").label
                place = 5
                if made.unit_id in rules.OFFICES:  # in their form notes stand in that place
                    cells[sheet, 2, place], cells[sheet, row["row_no"], place] = "Ghi chú", "Đã rà"
                    place += 1
                cells[sheet, 2, place] = f" {RESULTS.column('document_ref').label.upper()} "
                document = self.dice.choice(("8/TB-SNV", "  ", None))
                if document is not None:
                    cells[sheet, row["row_no"], place] = document
        return replace(
            made,
            cells=_frame(cells),
            observations=pl.DataFrame(rows, schema=made.observations.schema),
        )

    # ------------------------------------------------------------ tables

    def figures(self, period_id: str, layer: Any) -> HandIn:
        """Return a table of the plan: published figures and conclusions, on units and persons."""
        facts, dice = kit.Facts(), self.dice
        for unit in (*rules.COMMUNES, *rules.OFFICES, rules.TARGETED):
            known = {code: dice.choice(values) for code, values in _BOUNDS.items()}
            known |= {"tier": dice.choice("1234")}
            facts.results(unit, {code: known[code] for code in known if dice.random() < 0.4})
            if dice.random() < 0.4 and layer != "self":
                facts.decision(unit, rules.COUNCIL, dice.choice(("met", "not_met")), "Hội đồng")
            if dice.random() < 0.4 and layer != "self":
                said = {"nguoi_tot": dice.choice(("met", "not_met"))}
                facts.person_decision(unit, 1, dice.choice(("CN0", "CN1")), said, "Hội đồng")
        return self._table(facts, rules.PLAN, period_id, layer)

    def points(self, period_id: str, units: Sequence[str], layer: Any) -> HandIn:
        """Return points of the set in one layer, with words beside some of them."""
        facts, dice = kit.Facts(), self.dice
        leaves: list[Mapping[str, Any]] = [
            each for each in rules.CRITERIA if each["kind"] == "published_points"
        ]
        for unit in self.few(units):
            is_perfect = layer == "self" and dice.random() < 0.25
            for leaf in leaves:
                is_whole = unit in rules.OFFICES
                share = "1" if is_perfect else dice.choice(_PARTS[:-2] if is_whole else _PARTS)
                if share is None:
                    continue
                is_number = share != "not_applicable"
                value = f"{float(share) * int(leaf['maximum']):g}" if is_number else share
                words = {
                    name: dice.choice((None, text))
                    for name, text in (("reason", "Lý do"), ("evidence", dice.choice(_DOCUMENTS)))
                }
                facts.points(unit, {leaf["code"]: value}, **words)
            if layer == "published":
                facts.points(unit, {"HANG": str(dice.randint(1, 9))})
        return self._table(facts, rules.SET, period_id, layer)

    def _table(self, facts: Any, dataset_id: str, period_id: str, layer: Any) -> HandIn:
        made: HandIn = facts.table(dataset_id, period_id, layer)
        note = self.dice.choice((None, "Nguồn một", "Nguồn hai"))
        return replace(made, source_note=note, file_name=f"bang-{self.dice.randint(1, 3)}.xlsx")


def _frame(cells: Mapping[tuple[str, int, int], str]) -> pl.DataFrame:
    rows = [
        {
            "sheet": sheet, "row_no": row, "column_no": column, "cell": f"R{row}C{column}",
            "kind": "number" if text[:1].isdigit() and "/" not in text else "text", "text": text,
        }
        for (sheet, row, column), text in cells.items()
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=CELL_SCHEMA)
