"""Reported figures of a programme or a criteria set: how each is written, how a cell is read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from etl import parse
from etl.parsed import Parsed, Unparsed, canonical
from etl.workbook import Cell
from schemas.criteria_set import CriteriaSet
from schemas.frames import MAX_DIGITS
from schemas.programme import Programme
from schemas.reader import RuleBook
from schemas.rules import Measure, Reported
from schemas.words import number

MAX_DECIMALS = 9
"""Most digits after the comma that the warehouse keeps exactly."""

_HUNDRED = Decimal(100)
_LARGEST = Decimal(10**MAX_DIGITS - 1)
_YES_NO = {"yes": "Có", "no": "Không"}


@dataclass(frozen=True, slots=True)
class Figure:
    """A reported figure: its code, name, how it is written, its choices or its maximum."""

    code: str
    label: str
    value_type: str
    format_text: str
    choices: Mapping[str, str]
    maximum: Decimal | None

    @property
    def is_date(self) -> bool:
        """Tell whether the figure is a day."""
        return self.value_type == "date"

    @property
    def is_number(self) -> bool:
        """Tell whether the figure is a number rather than a code or a day."""
        return not self.choices and not self.is_date


def reported_figures(programme: Programme, book: RuleBook) -> tuple[Figure, ...]:
    """Return the figures that a unit writes into its own workbook, in the rules' order.

    The programme's own come first, then those of its criteria set; what only the coordinator may
    write stands in result tables alone.
    """
    return tuple(
        _figure(measure, source, programme.class_scheme, book)
        for measure, source in _reported(programme, book)
        if source.by == "anyone"
    )


def table_figures(dataset: Programme | CriteriaSet, book: RuleBook) -> tuple[Figure, ...]:
    """Return every figure that a result table of a programme or of a criteria set may hold."""
    scheme = _class_scheme(dataset, book)
    return tuple(
        _figure(measure, source, scheme, book) for measure, source in _reported(dataset, book)
    )


def measures_of(dataset: Programme | CriteriaSet, book: RuleBook) -> tuple[Measure, ...]:
    """Return the measures that conditions and criteria of the dataset look at."""
    if isinstance(dataset, CriteriaSet) or dataset.criteria_set is None:
        return dataset.measures
    return dataset.measures + book.criteria_sets[dataset.criteria_set].measures


def _reported(
    dataset: Programme | CriteriaSet, book: RuleBook
) -> Iterator[tuple[Measure, Reported]]:
    for measure in measures_of(dataset, book):
        if isinstance(measure.source, Reported):
            yield measure, measure.source


def _class_scheme(dataset: Programme | CriteriaSet, book: RuleBook) -> str | None:
    """Return the scheme of a programme; a criteria set is classed as the programmes using it."""
    if isinstance(dataset, Programme):
        return dataset.class_scheme
    using = (each for each in book.programmes.values() if each.criteria_set == dataset.id)
    return next((each.class_scheme for each in using if each.class_scheme), None)


def _figure(measure: Measure, source: Reported, class_scheme: str | None, book: RuleBook) -> Figure:
    choices: Mapping[str, str] = {}
    maximum = source.maximum
    if source.value == "yes_no":
        choices = _YES_NO
        words = "Có hoặc Không"
    elif source.value == "class":
        scheme = book.class_schemes[str(class_scheme)]
        bands = sorted(scheme.bands, key=lambda band: band.order)
        choices = {band.code: band.label for band in bands}
        words = "một trong: " + ", ".join(choices.values())
    elif source.value == "date":
        words = "ngày/tháng/năm, ví dụ 14/03/2022"
    elif source.value == "pct":
        maximum = _HUNDRED if maximum is None else maximum
        words = "tỷ lệ phần trăm, ví dụ 92,5"
    elif source.value in ("rank", "tier", "count"):
        words = "số nguyên, ví dụ 5"
    else:
        words = "số điểm, ví dụ 92,5" + (f", tối đa {number(maximum)}" if maximum else "")
    return Figure(measure.code, measure.label, source.value, words, choices, maximum)


def read_figure(figure: Figure, cell: Cell) -> Parsed[str] | Unparsed:
    """Return the canonical text of a reported figure, or why the cell is not one."""
    if figure.value_type == "yes_no":
        return _canonical(parse.parse_yes_no(cell.text, kind=cell.kind))
    if figure.choices:
        return parse.parse_choice(cell.text, figure.choices, kind=cell.kind)
    if figure.is_date:
        return _canonical(parse.parse_date(cell.text, kind=cell.kind))
    if figure.value_type in ("rank", "tier", "count"):
        return _canonical(parse.parse_count(cell.text, kind=cell.kind))
    if figure.value_type == "pct":
        return _canonical(parse.parse_percent(cell.text, kind=cell.kind))
    return _canonical(parse.parse_decimal(cell.text, kind=cell.kind))


def _canonical(
    parsed: (Parsed[Decimal] | Parsed[int] | Parsed[bool] | Parsed[dt.date] | Unparsed),
) -> Parsed[str] | Unparsed:
    if isinstance(parsed, Unparsed):
        return parsed
    return Parsed(canonical(parsed.value), parsed.note)


def misfit(text: str, maximum: Decimal | None, least: int = 0) -> tuple[str, str] | None:
    """Return why a number cannot be taken (``too_precise``, ``out_of_range``) and what can."""
    value, most = Decimal(text), _LARGEST if maximum is None else maximum
    if not least <= value <= most:
        return "out_of_range", f"từ {least} đến {number(most)}"
    _, _, point = text.partition(".")
    return ("too_precise", str(MAX_DECIMALS)) if len(point) > MAX_DECIMALS else None


def figure_misfit(figure: Figure, text: str) -> tuple[str, str] | None:
    """Return why a reported number cannot be taken; a choice or a day always can."""
    if not figure.is_number:
        return None
    return misfit(text, figure.maximum, 1 if figure.value_type in ("rank", "tier") else 0)
