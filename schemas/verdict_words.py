"""What is said about a verdict: the rule, the figure, what is needed, what lacks, and why.

Sentences only. The verdict itself comes from the warehouse; nothing here compares or decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any

from schemas.tables import LEVELS, SEVERITIES, TABLES
from schemas.words import number

_DIGITS = (2, 4, 6, 8, 10, 12, 14)
"""How many digits after the comma a figure may need before it says what the verdict says."""

_UNITS: Mapping[str, str] = {"pct": " %", "points": " điểm", "rank": "", "count": ""}

_REASONS: Mapping[str, str] = {
    "missing": "Chưa có số liệu.",
    "zero_denominator": "Không phát sinh số liệu để tính tỷ lệ; kế hoạch không quy định.",
    "threshold_met": "Số liệu đáp ứng yêu cầu.",
    "threshold_not_met": "Số liệu chưa đáp ứng yêu cầu.",
    "class_reached": "Theo xếp loại được công bố.",
    "recognised": "Có sáng kiến, giải pháp được công nhận kèm quyết định.",
    "level_too_low": "Có sáng kiến nhưng cấp công nhận chưa đủ hoặc thiếu quyết định.",
    "none_listed": "Không kê khai sáng kiến, giải pháp nào.",
    "vetoed": "Thuộc trường hợp không xét khen thưởng của kế hoạch.",
    "no_event": "Không có trường hợp kỷ luật thuộc diện loại.",
    "attested_yes": "Đơn vị cam kết hoặc hệ thống ghi nhận: có.",
    "attested_no": "Đơn vị cam kết hoặc hệ thống ghi nhận: không.",
    "not_decided": "Chưa có ý kiến của người có thẩm quyền.",
    "no_base_year": "Chưa có kết quả của năm trước liền kề để so sánh.",
    "already_first": "Đã đứng thứ nhất từ năm trước nên không thể tăng hạng.",
    "rank_compared": "So thứ hạng với năm trước liền kề.",
    "applies_unknown": "Chưa biết đơn vị có thuộc đối tượng áp dụng hay không.",
    "does_not_apply": "Đơn vị không thuộc đối tượng áp dụng.",
    "points": "Điểm được công bố, cộng từ các phần.",
    "declared_not_applicable": "Được xác nhận là không áp dụng; điểm tối đa được trừ tương ứng.",
}

EXCLUDED_REASONS: Mapping[str, str] = {
    "vetoed": "Không xét khen thưởng theo điều kiện loại của kế hoạch",
    "no_hand_in": "Chưa nộp số liệu kỳ này",
    "no_result": "Chưa có kết quả của kỳ này",
    "nothing_applies": "Không có tiêu chí nào áp dụng cho đơn vị",
    "incomplete": "Kết quả thiếu thành phần điểm, chưa cộng được tổng",
}


def _operator(op: str, value: str) -> str:
    forms = {">": "trên {}", ">=": "từ {} trở lên", "<": "dưới {}", "<=": "không quá {}"}
    return forms[op].format(value)


def needed_text(rule: Mapping[str, Any]) -> str:
    """Return what the rule asks for, in a few words ("trên 98 %")."""
    kind = rule["rule_kind"]
    if kind == "threshold":
        unit = _UNITS.get(rule["value_type"] or "", "")
        return _operator(rule["op"], f"{number(rule['threshold'])}{unit}")
    if kind == "class_band":
        return f"xếp loại {rule['band_label']}" + (
            " trở lên" if rule["op"] == ">=" and rule["band_order"] > 1 else ""
        )
    if kind == "recognised":
        return f"được công nhận, {list(LEVELS.values())[rule['min_order']].lower()} trở lên"
    if kind == "veto":
        severity = list(SEVERITIES.values())[rule["min_order"]].lower()
        return f"lãnh đạo chủ chốt không bị kỷ luật từ {severity} trở lên"
    if kind == "judged":
        by = {"council": "hội đồng", "coordinator": "cơ quan thường trực"}
        return f"{by[rule['judged_by']]} xem xét, kết luận kèm lý do"
    if kind == "rank_improved":
        return "thứ hạng cao hơn năm trước liền kề"
    if kind == "attested":
        return "có"
    if kind == "points":
        return f"tối đa {number(rule['maximum'])} điểm"
    return str(rule["asks"])


def value_text(rule: Mapping[str, Any], fact: Mapping[str, Any]) -> str:
    """Return the figure as people read it, with its counts ("97,5 % (195/200 hồ sơ)")."""
    if fact["points"] is not None:
        return f"{number(fact['points'])} điểm"
    if rule["rule_kind"] == "judged":
        return ""  # a conclusion speaks through its reason
    if rule["rule_kind"] == "recognised" and fact["reason_code"] == "missing":
        return ""  # nothing was handed in, which is not the same as none listed
    if rule["rule_kind"] == "threshold" and fact["numerator"] is not None:
        numerator, denominator = Decimal(fact["numerator"]), Decimal(fact["denominator"])
        if rule["source_kind"] == "reported":
            return f"{number(numerator)}{_UNITS.get(rule['value_type'] or '', '')}"
        counted = TABLES[rule["measure_table"]].counted_as
        counts = f"{number(numerator)}/{number(denominator)} {counted}"
        if not denominator:
            return counts
        exact = Fraction(numerator) * 100 / Fraction(denominator)
        return f"{_beside(exact, Fraction(rule['threshold']))} % ({counts})"
    if rule["rule_kind"] == "recognised" and fact["numerator"] is not None:
        return f"{number(fact['numerator'])} hợp lệ/{number(fact['denominator'])} kê khai"
    return str(fact["value_text"] or "")


def _beside(exact: Fraction, line: Fraction) -> str:
    """Write a figure; more digits where two would put it on the line or on a whole number."""
    for decimals in _DIGITS:
        shown = _rounded(exact, decimals)
        is_same_side = (shown > line) == (exact > line) and (shown < line) == (exact < line)
        if shown == exact or (is_same_side and shown.denominator != 1):
            break
    return _written(shown)


def _lacking(exact: Fraction) -> str:
    """Write what lacks; more digits where two would make it look like nothing."""
    for decimals in _DIGITS:
        shown = _rounded(exact, decimals)
        if shown:
            break
    return _written(shown)


def _rounded(exact: Fraction, decimals: int) -> Fraction:
    """Round half up, for display only."""
    scale = 10**decimals
    return Fraction(floor(exact * scale + Fraction(1, 2)), scale)


def _written(shown: Fraction) -> str:
    return number(Decimal(shown.numerator) / Decimal(shown.denominator))


def formula_text(verdict: Mapping[str, Any]) -> str:
    """Return the sum in numbers ("115 ÷ 116 × 100 = 99,14 %, so với: trên 98 %")."""
    needed, figure = verdict["needed_text"], verdict["value_text"]
    if verdict["numerator"] is not None and verdict["denominator"] and "/" in figure:
        counts = f"{number(verdict['numerator'])} ÷ {number(verdict['denominator'])}"
        return f"{counts} × 100 = {figure.split(' (')[0]}, so với: {needed}"
    if verdict["score_points"] is not None:
        return f"{number(verdict['score_points'])}/{number(verdict['max_points'])} điểm"
    return f"{figure}, so với: {needed}" if figure else f"chưa có số liệu, cần: {needed}"


def gap_text(rule: Mapping[str, Any], fact: Mapping[str, Any]) -> str:
    """Return what lacks, countable where it can be ("thiếu 2,7 điểm % ≈ 11 hồ sơ")."""
    if fact["points"] is not None:
        lacking = Decimal(fact["maximum"]) - Decimal(fact["points"])
        return f"còn {number(lacking)} điểm" if lacking > 0 else ""
    if rule["rule_kind"] != "threshold" or fact["state"] != "not_met":
        return ""
    exact = Fraction(fact["numerator"]) / Fraction(fact["denominator"])
    is_floor = rule["op"] in (">", ">=")
    is_counted = rule["source_kind"] != "reported"
    short = Fraction(rule["threshold"]) - (exact * 100 if is_counted else exact)
    if not short:
        said = f"đúng bằng ngưỡng, phải {'vượt' if is_floor else 'thấp hơn'}"
    else:
        unit = " điểm %" if is_counted else _UNITS.get(rule["value_type"] or "", "")
        said = f"{'thiếu' if is_floor else 'vượt'} {_lacking(abs(short))}{unit}"
    if fact["gap_count"] is None:
        return said
    return f"{said} ≈ {number(fact['gap_count'])} {TABLES[rule['measure_table']].counted_as}"


def reason_text(fact: Mapping[str, Any]) -> str:
    """Return why the verdict is what it is, in one sentence."""
    code = fact["reason_code"]
    if code == "decided":
        return f"Đã kết luận: {fact['value_text']}" if fact["value_text"] else "Đã kết luận."
    return _REASONS[code]
