"""What can be supposed of a unit, as people choose and write it, and the supposition it makes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from etl.parse import parse_date, parse_decimal
from etl.parsed import Parsed, Unparsed
from schemas.findings import Refusal, finding
from schemas.trying import trying
from warehouse.scenario import Known, Supposition, known
from warehouse.scenario_values import NOT_APPLICABLE
from warehouse.store import Readable

_COUNTED = ("ratio_of_sums", "ratio_of_rows", "survey")
_YES_NO = {"yes": "Có", "no": "Không"}
_DECISIONS = {"met": "Đạt", "not_met": "Chưa đạt"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be supposed: ``what`` is ``figures``, ``points`` or ``decisions``.

    ``options`` are the only values where there are some (code to word); else ``example`` shows
    how a value is written and ``read`` is how it is read.
    """

    code: str
    label: str
    what: str
    example: str = ""
    read: Literal["number", "counts", "date"] = "number"
    options: Mapping[str, str] = field(default_factory=dict)


def choices(store: Readable, programme_id: str, period_id: str) -> dict[str, Choice]:
    """Return what can be supposed in a period, by code; raises Refusal for a base period."""
    facts = known(store, programme_id, period_id)
    found = [_figure(code, row, facts) for code, row in facts.figures.items()]
    found += [
        Choice(code, name, "points", f"từ 0 đến {_words(maximum)}, ví dụ {_words(maximum)}")
        for code, (name, maximum) in facts.leaves.items()
    ]
    found += [
        Choice(code, label, "decisions", options=_DECISIONS) for code, label in facts.judged.items()
    ]
    return {each.code: each for each in found}


def _words(value: Any) -> str:
    return f"{value.normalize():f}".replace(".", ",")


def _figure(code: str, row: Mapping[str, Any], facts: Known) -> Choice:
    label, kind = str(row["label"]), row["value_type"]
    if kind == "class":
        return Choice(code, label, "figures", options=facts.classes)
    if kind == "yes_no" or row["source_kind"] == "hand_in_on_time":
        return Choice(code, label, "figures", options=_YES_NO)
    if kind == "date":
        return Choice(code, label, "figures", "một ngày, ví dụ 14/03/2025", "date")
    if row["source_kind"] == "survey":
        return Choice(code, label, "figures", "điểm quy đổi trên số phiếu, ví dụ 180/200", "counts")
    if row["source_kind"] in _COUNTED:
        return Choice(
            code, label, "figures", "phần trăm như 97,5 hoặc số đếm như 195/200", "counts"
        )
    return Choice(code, label, "figures", "một số, ví dụ 98,5")


def supposition(
    known_choices: Mapping[str, Choice], unit_code: str, given: Iterable[tuple[str, str]]
) -> Supposition:
    """Return what is supposed of a unit; values are codes of options, or as people write them.

    Raises Refusal for unknown codes, unreadable values, or more than may be supposed at once.
    """
    values = dict(given)
    most = trying().amount("most_supposed")
    if len(values) > most:
        raise Refusal(finding("scenario.too_many", found=len(values), expected=most))
    parts: dict[str, dict[str, Any]] = {"figures": {}, "points": {}, "decisions": {}}
    for code, text in values.items():
        choice = known_choices.get(code)
        if choice is None:
            # what is no choice may still be a figure's code; the judge's room refuses by name
            parts["figures"][code] = text
            continue
        parts[choice.what][code] = _read(choice, text)
    return Supposition(unit_code, **parts)


def _read(choice: Choice, text: str) -> Any:
    if choice.options or text == NOT_APPLICABLE:
        return text
    if choice.read == "date":
        return _parsed(choice, text, parse_date).isoformat()
    if choice.read == "number":
        value = _parsed(choice, text, parse_decimal)
        return value if choice.what == "points" else f"{value:f}"
    parts = [each.strip() for each in text.strip().removesuffix("%").split("/")]
    return "/".join(f"{_parsed(choice, each, parse_decimal):f}" for each in parts)


def _parsed(choice: Choice, text: str, parse: Callable[[str], Parsed[Any] | Unparsed]) -> Any:
    read = parse(text)
    if isinstance(read, Unparsed):
        raise Refusal(
            finding(
                "scenario.bad_value", found=text, criterion=choice.label, expected=choice.example
            )
        )
    return read.value
