"""Checks of an export's rows: each fault of a column is one finding with its merged cells.

Texts of units, fields and days repeat: each is understood once, by the parsers of every cell.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

import polars as pl

from etl.canonical import clean_text, heading_key
from etl.dossier_file import DossierFile
from etl.matcher import UnitMatcher
from etl.parse import parse_date
from etl.parsed import Parsed, shown
from schemas.dossiers import dossier_book
from schemas.findings import Finding, finding
from schemas.frames import MAX_TEXT
from schemas.words import day, number

_MOST_RANGES = 8
_CLOCK = (
    r"^[0-9]{1,2}[:h][0-9]{2}(?::[0-9]{2})? +"
    r"|[ T][0-9]{1,2}[:h][0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?$"
)
"""A time of day before or after a day: only days are compared."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose dossiers may stand in a file: the units by id and name; ``only``: this one alone."""

    programme: str
    names: dict[str, str]
    matcher: UnitMatcher
    only: str | None = None


@dataclass(slots=True)
class Understood:
    """The rows as they are counted, and what is wrong with them; they count only without faults."""

    file: DossierFile
    rows: pl.DataFrame
    findings: list[Finding] = field(default_factory=list)

    def add(self, code: str, column: str, rows: pl.Series, **values: object) -> None:
        """Add one finding about a column in some rows."""
        if rows.is_empty():
            return
        label = dossier_book().columns[column].label
        cells = cell_ranges(self.file.letters(column), rows)
        self.findings.append(
            finding(
                f"dossier.{code}", sheet=self.file.sheet, column=label,
                cell=cells, count=number(len(rows)), **values,
            )
        )  # fmt: skip


def cell_ranges(letters: str, rows: pl.Series) -> str:
    """Return the cells of a column in some ascending rows, runs merged, the first few of them."""
    runs = (
        pl.DataFrame({"row": rows.cast(pl.Int64)})
        .with_columns((pl.col("row") - pl.int_range(pl.len())).alias("run"))
        .group_by("run", maintain_order=True)
        .agg(pl.col("row").min().alias("first"), pl.col("row").max().alias("last"))
    )
    listed = [
        f"{letters}{first}" if first == last else f"{letters}{first}:{letters}{last}"
        for _, first, last in runs.head(_MOST_RANGES).iter_rows()
    ]
    more = runs.height - len(listed)
    return ", ".join(listed) + (f" và {number(more)} chỗ khác" if more else "")


def check_rows(file: DossierFile, scope: Scope, today: dt.date) -> Understood:
    """Return the rows understood: row_no, unit_id, field_name, received, due, finished."""
    made = Understood(file, _read(file))
    frame = made.rows
    for (code,), kinds in file.odd.group_by("column", maintain_order=True):
        listed = ", ".join(sorted({text or "công thức" for text in kinds["text"]})[:_MOST_RANGES])
        made.add("cell_error", str(code), kinds["row_no"].sort(), found=listed,
                 expected=_expected(str(code)))  # fmt: skip
    _check_cells(made, scope)
    _check_days(made, today)
    known = frame["dossier_code"]
    again = frame.filter(known.is_not_null() & ~known.is_first_distinct())
    made.add("repeated_code", "dossier_code", again["row_no"], found=_first(again["dossier_code"]))
    made.rows = _with_fields(made, _with_units(made, scope))
    most = dossier_book().amount("findings")
    if len(made.findings) > most:
        more = finding("dossier.more", sheet=file.sheet, count=number(len(made.findings) - most))
        made.findings[most:] = [more]
    return made


def _read(file: DossierFile) -> pl.DataFrame:
    """Return the rows with days as days; what cannot be read as one stays as its text."""
    frame = file.rows
    columns = []
    for column in dossier_book().column:
        texts = frame[f"{column.code}_text"] if column.is_day else None
        if texts is not None and texts.null_count() < len(texts):
            days = texts.str.replace_all(_CLOCK, "").str.strip_chars()
            read = _mapped(days, _day, pl.Date())
            columns.append(pl.coalesce(column.code, pl.lit(read)).alias(column.code))
    return frame.with_columns(columns)


def _mapped(texts: pl.Series, understand: Callable[[str], object], kind: pl.DataType) -> pl.Series:
    """Return what each text means; every different one is understood once."""
    if texts.null_count() == len(texts):
        return pl.Series(texts.name, [None], kind).new_from_index(0, len(texts))
    different = texts.drop_nulls().unique()
    meant = pl.Series([understand(each) for each in different], dtype=kind)
    return texts.replace_strict(different, meant, default=None, return_dtype=kind)


def _day(text: str) -> dt.date | None:
    parsed = parse_date(text)
    return parsed.value if isinstance(parsed, Parsed) else None


def _first(series: pl.Series) -> str:
    return shown(str(series[0])) if len(series) else ""


def _expected(code: str) -> str:
    column = dossier_book().columns[code]
    return "ngày/tháng/năm" if column.is_day else f"{column.label.lower()} của hồ sơ"


def _check_cells(made: Understood, scope: Scope) -> None:
    """Find empty cells, and days that cannot be read."""
    frame = made.rows
    for column in dossier_book().column:
        code = column.code
        if code == "unit" and scope.only is not None and "unit" not in made.file.columns:
            continue
        empty = frame.filter(pl.col(code).is_null())
        if column.is_day:
            unread = empty.filter(pl.col(f"{code}_text").is_not_null())
            sample = _first(unread[f"{code}_text"])
            made.add("not_date", code, unread["row_no"], found=sample)
            empty = empty.filter(pl.col(f"{code}_text").is_null())
        odd = made.file.odd.filter(pl.col("column") == code)
        if not column.may_be_empty:
            empty = empty.join(odd, on="row_no", how="anti")
            made.add("empty_cell", code, empty["row_no"], expected=_expected(code))


def _check_days(made: Understood, today: dt.date) -> None:
    """Find days that contradict each other, or have not come yet."""
    for code in ("received", "finished"):
        late = made.rows.filter(pl.col(code) > today)
        made.add("future_day", code, late["row_no"], found=day(late[code][0]) if len(late) else "")
    for code in ("finished", "due"):
        wrong = made.rows.filter(pl.col(code) < pl.col("received"))
        said = ""
        if len(wrong):
            said = f"{day(wrong[code][0])}, tiếp nhận {day(wrong['received'][0])}"
        made.add(f"{code}_before_received", code, wrong["row_no"], found=said)


def _with_units(made: Understood, scope: Scope) -> pl.DataFrame:
    """Return the rows with the unit that each names; a text that names none is one finding."""
    frame = made.rows
    if scope.only is not None and "unit" not in made.file.columns:
        return frame.with_columns(pl.lit(scope.only).alias("unit_id"))

    def meant(text: str) -> str | None:
        return scope.matcher.match(text, within=scope.names).unit_id

    frame = frame.with_columns(_mapped(frame["unit"], meant, pl.String()).alias("unit_id"))
    unknown = frame.filter(pl.col("unit").is_not_null() & pl.col("unit_id").is_null())
    for (text,), rows in unknown.group_by("unit", maintain_order=True):
        cells = cell_ranges(made.file.letters("unit"), rows["row_no"])
        made.findings.append(
            scope.matcher.finding(
                clean_text(str(text)), within=scope.names, programme=scope.programme,
                where=f"Trang “{made.file.sheet}”, ô {cells}", sheet=made.file.sheet, cell=cells,
            )
        )  # fmt: skip
    if scope.only is not None:
        others = frame.filter(pl.col("unit_id") != scope.only)
        named = ", ".join(
            scope.names[each] for each in others["unit_id"].unique(maintain_order=True)[:5]
        )
        made.add("other_unit", "unit", others["row_no"], found=named, unit=scope.names[scope.only])
    return frame


def _with_fields(made: Understood, frame: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with one spelling a field: letter case, spaces, tone marks do not count."""
    texts = frame["field_name"]
    long = frame.filter(texts.str.len_chars() > MAX_TEXT)
    made.add("long_field", "field_name", long["row_no"], expected=str(MAX_TEXT))
    spellings: dict[str, str] = {}

    def meant(text: str) -> str:
        return spellings.setdefault(heading_key(text), clean_text(text))

    # the first spelling of the file stands
    for each in texts.drop_nulls().unique(maintain_order=True):
        meant(each)
    most = dossier_book().amount("fields")
    if len(spellings) > most:
        first = frame.head(1)["row_no"]
        made.add("too_many_fields", "field_name", first, found=number(len(spellings)),
                 expected=number(most))  # fmt: skip
    return frame.select(
        "row_no", "unit_id", "received", "due", "finished",
        _mapped(texts, meant, pl.String()).alias("field_name"),
    )  # fmt: skip
