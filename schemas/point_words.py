"""What is said about points: a scoring rule in words, and how points came about in numbers.

Sentences only: the points themselves come from the warehouse; nothing here awards or caps them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any

from schemas.point_rules import (
    CountPoints,
    DeadlinePoints,
    ItemPoints,
    LinearPoints,
    PointRule,
    TierPoints,
    YesNoPoints,
)
from schemas.rules import CountOfRows, RatioOfRows, RatioOfSums, Source, Survey
from schemas.tables import TABLES
from schemas.words import day, number

UNITS: Mapping[str, str] = {"pct": " %", "points": " điểm"}
"""What is written behind a reported figure, by its type."""

_ANSWERS: Mapping[str, str] = {"yes": "có", "no": "không"}
_LAYERS: Mapping[str, str] = {
    "self": "đơn vị tự chấm",
    "appraised": "thẩm định",
    "explained": "sau giải trình",
    "published": "công bố",
}
_SHOWN_DECIMALS = 6
_POINT_DECIMALS = 9


def operator_text(op: str, value: str) -> str:
    """Return a bound as people say it ("trên 98 %")."""
    forms = {">": "trên {}", ">=": "từ {} trở lên", "<": "dưới {}", "<=": "không quá {}"}
    return forms[op].format(value)


# ---------------------------------------------------------------- a rule in words


def point_rule_text(rule: PointRule, maximum: Decimal) -> str:
    """Return a scoring rule in words, bounds and caps included; ``maximum`` is its criterion's."""
    most = f"{number(maximum)} điểm"
    if isinstance(rule, YesNoPoints):
        return f"có: {number(rule.yes)} điểm; không: {number(rule.no)} điểm"
    if isinstance(rule, TierPoints):
        steps = [
            f"{operator_text(each.op, number(each.bound))}: {number(each.points)} điểm"
            for each in rule.tiers
        ]
        return "; ".join((*steps, f"còn lại: {number(rule.otherwise)} điểm"))
    if isinstance(rule, LinearPoints):
        return (
            f"chia đều theo tỷ lệ: ở mức {number(rule.zero_at)} được 0 điểm, "
            f"ở mức {number(rule.full_at)} được {most}; không ra ngoài khoảng này"
        )
    if isinstance(rule, CountPoints):
        return f"mỗi lượt đếm được {number(rule.each)} điểm, không quá {most}"
    if isinstance(rule, ItemPoints):
        return _items_text(rule, most)
    if isinstance(rule, DeadlinePoints):
        return _deadline_text(rule)
    small = {
        "warn": "thì vẫn tính và cảnh báo mẫu nhỏ",
        "not_applicable": "thì không áp dụng",
    }
    return (
        f"tỷ lệ khảo sát × {most}; dưới {number(rule.min_answers)} phiếu {small[rule.when_small]}"
    )


def _items_text(rule: ItemPoints, most: str) -> str:
    column = TABLES[rule.table].column(rule.column)
    worth = [
        f"{column.choices.get(each.choice, each.choice).lower()} {number(each.points)} điểm"
        for each in rule.items
    ]
    return f"mỗi dòng: {', '.join(worth)}, còn lại 0 điểm; cộng lại không quá {most}"


def _deadline_text(rule: DeadlinePoints) -> str:
    years = {0: "", 1: " năm sau"}.get(rule.due_year_offset, f", {rule.due_year_offset} năm sau")
    steps = []
    for step in sorted(rule.steps, key=lambda each: each.days):
        if step.days > 0:
            said = f"muộn không quá {step.days} ngày"
        else:
            said = f"sớm từ {-step.days} ngày trở lên" if step.days else "đúng hạn"
        steps.append(f"{said}: {number(step.points)} điểm")
    steps.append(f"còn lại: {number(rule.otherwise)} điểm")
    return f"hạn ngày {rule.due_day}/{rule.due_month}{years}; {'; '.join(steps)}"


def count_words(source: Source) -> tuple[str, str]:
    """Return what stands above and below the line of a counted figure; empty where none does."""
    if not isinstance(source, RatioOfSums | RatioOfRows | CountOfRows | Survey):
        return "", ""
    table = TABLES[source.table]
    if isinstance(source, RatioOfSums):
        above, below = (
            _columns(source.table, listed, " + ")
            for listed in (source.numerator, source.denominator)
        )
        return f"{table.counted_as} {above}", f"{table.counted_as} {below}"
    if isinstance(source, Survey):
        return "điểm quy đổi của các phiếu", table.counted_as
    yes = _columns(source.table, source.all_yes, ", ") if source.all_yes else ""
    above = f"{table.counted_as} {yes}".strip()
    return above, "" if isinstance(source, CountOfRows) else table.counted_as


def _columns(table: str, columns: Iterable[str], between: str) -> str:
    labels = (TABLES[table].column(each).label.lower() for each in columns)
    return f"({between.join(labels)})"


# ---------------------------------------------------------------- numbers


def rounded(exact: Fraction, decimals: int) -> Fraction:
    """Round half up, for display only."""
    scale = 10**decimals
    return Fraction(floor(exact * scale + Fraction(1, 2)), scale)


def written(shown: Fraction) -> str:
    """Write a fraction that has an end as a decimal, with a true minus sign."""
    return number(Decimal(shown.numerator) / Decimal(shown.denominator)).replace("-", "−")


def equals(exact: Fraction, decimals: int = _SHOWN_DECIMALS) -> str:
    """Write "= figure", or "≈ figure" where so many decimals do not hold it."""
    shown = rounded(exact, decimals)
    return f"{'=' if shown == exact else '≈'} {written(shown)}"


# ---------------------------------------------------------------- points in numbers


def points_formula(rule: Mapping[str, Any], fact: Mapping[str, Any]) -> str:
    """Return how the points of a criterion came about ("37 × 0,5 = 18,5, không quá 2").

    ``rule`` may hold ``point_rule_kind`` with that rule's columns (``each_points``, ``zero_at``,
    ``full_at``, ``due_day``, ``due_month``, ``due_year_offset``) and its figure's (``source_kind``,
    ``value_type``, ``measure_table``); ``fact`` may hold ``parts``: the points, role and weight of
    each part of a sum or weighted mean.
    """
    most = number(fact.get("maximum", rule.get("maximum")))
    if fact["state"] == "not_applicable":
        return "không tính điểm, không tính vào điểm tối đa"
    if fact["points"] is None:
        return f"chưa có điểm, tối đa {most} điểm"
    got = number(fact["points"])
    if fact.get("parts"):
        return _parts_formula(rule, fact["parts"], got, most)
    kind = rule.get("point_rule_kind")
    if kind is not None and fact["reason_code"] in ("rule_points", "small_sample"):
        return _rule_formula(kind, rule, fact, got, most)
    layer = _LAYERS.get(fact.get("layer") or "")
    return f"{got} điểm{f' ({layer})' if layer else ''}, tối đa {most} điểm"


def _parts_formula(
    rule: Mapping[str, Any], parts: Sequence[Mapping[str, Any]], got: str, most: str
) -> str:
    there = [each for each in parts if each["points"] is not None]
    if rule.get("kind") == "weighted_mean":
        above = " + ".join(f"{number(each['weight'])} × {number(each['points'])}" for each in there)
        below = " + ".join(number(each["weight"]) for each in there)
        return f"({above}) / ({below}) = {got} điểm, tối đa {most} điểm"
    is_penalty = rule.get("role") == "penalty"
    said, total = "", Decimal(0)
    for each in there:
        points = Decimal(each["points"])
        takes = each.get("role") == "penalty" and not is_penalty
        sign = " − " if takes else " + "
        said += f"{sign if said else sign.strip(' +')}{number(points)}"
        total += -points if takes else points
    whole = f"{said} = {written(Fraction(total))}"
    if number(total) == got:
        return f"{whole} điểm, tối đa {most} điểm"
    return f"{whole}, từ 0 đến {most}: {got} điểm"


def _rule_formula(
    kind: str, rule: Mapping[str, Any], fact: Mapping[str, Any], got: str, most: str
) -> str:
    above = fact.get("numerator")
    if kind == "count" and above is not None:
        each = Decimal(rule["each_points"])
        return _capped(f"{number(above)} × {number(each)}", Decimal(above) * each, got, most)
    if kind == "per_item":
        return f"cộng điểm các dòng, không quá {most}: {got} điểm"
    if kind == "deadline":
        return f"{_late_text(rule, fact)}: {got} điểm"
    figure = figure_text(rule, fact)
    if kind == "linear" and above is not None:
        value = _value(rule, fact)
        zero, full = Fraction(rule["zero_at"]), Fraction(rule["full_at"])
        shown = written(rounded(value, _SHOWN_DECIMALS))
        steps = f"({shown} − {written(zero)}) / ({written(full)} − {written(zero)}) × {most}"
        exact = (value - zero) / (full - zero) * Fraction(fact["maximum"])
        said = f"{figure}; {steps} {equals(exact, _POINT_DECIMALS)}"
        is_inside = rounded(exact, _POINT_DECIMALS) == Fraction(fact["points"])
        return f"{said} điểm" if is_inside else f"{said}, từ 0 đến {most}: {got} điểm"
    if kind == "survey" and above is not None:
        return f"{figure}; tỷ lệ × {most} = {got} điểm"
    return f"{figure}: {got} điểm, tối đa {most} điểm"


def _capped(said: str, total: Decimal, got: str, most: str) -> str:
    whole = f"{said} = {number(total)}, không quá {most}"
    return whole if number(total) == got else f"{whole}: {got} điểm"


def _value(rule: Mapping[str, Any], fact: Mapping[str, Any]) -> Fraction:
    value = Fraction(fact["numerator"]) / Fraction(fact["denominator"])
    return value * 100 if is_share(rule) else value


def is_share(rule: Mapping[str, Any]) -> bool:
    """Tell whether a rule's figure is a share of what was counted, in per cent."""
    return rule.get("source_kind") in ("ratio_of_sums", "ratio_of_rows", "survey")


def figure_text(rule: Mapping[str, Any], fact: Mapping[str, Any]) -> str:
    """Return a figure with its division ("115 / 116 hồ sơ ≈ 99,137931 %"), or a yes or no."""
    above = fact.get("numerator")
    if above is None:
        text = str(fact.get("value_text") or "")
        return _ANSWERS.get(text, text)
    if is_share(rule):
        return f"{division_text(rule, fact)} {equals(_value(rule, fact))} %"
    if rule.get("source_kind") == "count_of_rows":
        return f"{number(above)} {TABLES[rule['measure_table']].counted_as}"
    return f"{number(above)}{UNITS.get(rule.get('value_type') or '', '')}"


def division_text(rule: Mapping[str, Any], fact: Mapping[str, Any]) -> str:
    """Return what was divided by what ("98 / 100 hồ sơ"), in full where the rule has the words."""
    above, below = number(fact["numerator"]), number(fact["denominator"])
    words = rule.get("numerator_words"), rule.get("denominator_words")
    if all(words):
        return f"{above} {words[0]} / {below} {words[1]}"
    return f"{above} / {below} {TABLES[rule['measure_table']].counted_as}"


def _late_text(rule: Mapping[str, Any], fact: Mapping[str, Any]) -> str:
    """Return the day beside its due day, and how many days late it was."""
    done = dt.date.fromisoformat(fact["value_text"])
    year = int(fact["period_id"][:4]) + rule["due_year_offset"]
    due = dt.date(year, rule["due_month"], rule["due_day"])
    late = (done - due).days
    said = f"muộn {late} ngày" if late > 0 else "đúng hạn"
    return f"ngày {day(done)}, hạn {day(due)}, {said}"
