"""A programme's reported figures: how each is written, and how a cell of it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from etl import parse
from etl.parsed import Parsed, Unparsed, canonical
from etl.workbook import Cell
from schemas.frames import MAX_DIGITS
from schemas.programme import Measure, Programme
from schemas.reader import RuleBook
from schemas.rules import Reported
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
    def is_number(self) -> bool:
        """Tell whether the figure is a number rather than a code."""
        return not self.choices


def reported_figures(programme: Programme, book: RuleBook) -> tuple[Figure, ...]:
    """Return the figures that are written down as they are, in the programme's order."""
    return tuple(
        _figure(programme, measure, measure.source, book)
        for measure in programme.measures
        if isinstance(measure.source, Reported)
    )


def _figure(programme: Programme, measure: Measure, source: Reported, book: RuleBook) -> Figure:
    choices: Mapping[str, str] = {}
    maximum = source.maximum
    if source.value == "yes_no":
        choices = _YES_NO
        words = "Có hoặc Không"
    elif source.value == "class":
        scheme = book.class_schemes[str(programme.class_scheme)]
        bands = sorted(scheme.bands, key=lambda band: band.order)
        choices = {band.code: band.label for band in bands}
        words = "một trong: " + ", ".join(choices.values())
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
        answer = parse.parse_yes_no(cell.text, kind=cell.kind)
        return _canonical(answer)
    if figure.choices:
        return parse.parse_choice(cell.text, figure.choices, kind=cell.kind)
    if figure.value_type in ("rank", "tier", "count"):
        return _canonical(parse.parse_count(cell.text, kind=cell.kind))
    if figure.value_type == "pct":
        return _canonical(parse.parse_percent(cell.text, kind=cell.kind))
    return _canonical(parse.parse_decimal(cell.text, kind=cell.kind))


def _canonical(
    parsed: Parsed[Decimal] | Parsed[int] | Parsed[bool] | Unparsed,
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
    """Return why a reported number cannot be taken; a code of a choice always can."""
    if not figure.is_number:
        return None
    return misfit(text, figure.maximum, 1 if figure.value_type in ("rank", "tier") else 0)
