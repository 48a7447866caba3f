"""What is said about a verdict: the rule, the figure, what is needed, what lacks, and why.

Sentences only. The verdict itself comes from the warehouse; nothing here compares or decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from schemas.point_words import (
    UNITS,
    division_text,
    is_share,
    operator_text,
    points_formula,
    rounded,
    written,
)
from schemas.tables import LEVELS, SEVERITIES, TABLES
from schemas.words import number

_DIGITS = (2, 4, 6, 8, 10, 12, 14)
"""How many digits after the comma a figure may need before it says what the verdict says."""

_REASONS: Mapping[str, str] = {
    "missing": "Chưa có số liệu.",
    "zero_denominator": "Không phát sinh số liệu để tính tỷ lệ; văn bản không quy định.",
    "threshold_met": "Số liệu đáp ứng yêu cầu.",
    "threshold_not_met": "Số liệu chưa đáp ứng yêu cầu.",
    "class_reached": "Theo xếp loại được công bố.",
    "recognised": "Có sáng kiến, giải pháp được công nhận kèm quyết định.",
    "level_too_low": "Có sáng kiến nhưng cấp công nhận chưa đủ hoặc thiếu quyết định.",
    "none_listed": "Không kê khai sáng kiến, giải pháp nào.",
    "vetoed": "Thuộc trường hợp không xét khen thưởng của kế hoạch.",
    "no_event": "Không có trường hợp kỷ luật thuộc diện loại.",
    "restricted": "Điều kiện hạn chế: chỉ người có trách nhiệm xem được.",
    "attested_yes": "Đơn vị cam kết hoặc hệ thống ghi nhận: có.",
    "attested_no": "Đơn vị cam kết hoặc hệ thống ghi nhận: không.",
    "not_decided": "Chưa có ý kiến của người có thẩm quyền.",
    "no_base_year": "Chưa có kết quả của năm trước liền kề để so sánh.",
    "already_first": "Đã đứng thứ nhất từ năm trước nên không thể tăng hạng.",
    "rank_compared": "So thứ hạng với năm trước liền kề.",
    "value_and_rank_compared": "So cả kết quả và thứ hạng với năm trước liền kề.",
    "assignment_unknown": "Chưa biết chỉ số thành phần nào được giao cho đơn vị.",
    "nothing_assigned": "Đơn vị không được giao chỉ số thành phần nào.",
    "tier_reached": "Ở đúng nhóm yêu cầu.",
    "tier_exceeded": "Ở nhóm tốt hơn nhóm yêu cầu, được tính là đạt.",
    "tier_missed": "Không ở nhóm yêu cầu.",
    "rank_outside": "Thứ hạng lớn hơn số đơn vị được xếp hạng; cần kiểm tra lại số liệu.",
    "inherited": "Theo kết quả của đơn vị.",
    "applies_unknown": "Chưa biết đơn vị có thuộc đối tượng áp dụng hay không.",
    "does_not_apply": "Đơn vị không thuộc đối tượng áp dụng.",
    "points": "Điểm tổng hợp từ các phần.",
    "rule_points": "Điểm tính từ số liệu theo quy tắc chấm.",
    "small_sample": "Điểm tính từ khảo sát có số phiếu dưới mức tối thiểu; cần thận trọng.",
    "sample_too_small": "Số phiếu dưới mức tối thiểu nên không áp dụng; "
    "điểm tối đa được trừ tương ứng.",
    "declared_not_applicable": "Được xác nhận là không áp dụng; điểm tối đa được trừ tương ứng.",
    "not_applicable_unconfirmed": "Đơn vị đề nghị không áp dụng; chờ cơ quan thẩm định xác nhận.",
    "none_claimed": "Không phát sinh điểm thưởng, điểm trừ.",
    "bonus_points": "Điểm thưởng, cộng ngoài điểm tối đa.",
    "penalty_points": "Không bị trừ điểm.",
}
_POINTS_TAKEN = "Bị trừ điểm."
_POINTS_OF: Mapping[str, str] = {
    "self": "Điểm do đơn vị tự chấm.",
    "appraised": "Điểm thẩm định.",
    "explained": "Điểm sau giải trình.",
    "published": "Điểm được công bố.",
}
_UNAPPRAISED: Mapping[str, str] = {
    "self": "Điểm do đơn vị tự chấm, chưa được thẩm định.",
    "rule_points": "Điểm tính từ số liệu theo quy tắc chấm, chưa được thẩm định.",
    "points": "Điểm tổng hợp từ các phần, có phần chưa được thẩm định.",
}

_ATTESTED: Mapping[str, str] = {"attested_yes": "có", "attested_no": "không"}

_ALWAYS_NEEDED: Mapping[str, str] = {
    "rank_improved": "thứ hạng cao hơn năm trước liền kề",
    "value_and_rank_improved": "kết quả và thứ hạng đều tốt hơn năm trước liền kề",
    "attested": "có",
    "inherited": "theo kết quả của đơn vị",
}

EXCLUDED_REASONS: Mapping[str, str] = {
    # only in periods that an earlier release closed: places no longer rest on a veto
    "vetoed": "Không có hạng trong bảng đã chốt",
    "no_hand_in": "Chưa nộp số liệu kỳ này",
    "no_result": "Chưa có kết quả của kỳ này",
    "nothing_applies": "Không có tiêu chí nào áp dụng cho đơn vị",
    "incomplete": "Kết quả thiếu thành phần điểm, chưa cộng được tổng",
}


def needed_text(rule: Mapping[str, Any]) -> str:
    """Return what the rule asks for, in a few words ("trên 98 %")."""
    kind = rule["rule_kind"]
    if kind == "threshold":
        return operator_text(rule["op"], f"{number(rule['threshold'])}{_unit(rule)}")
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
    if kind == "tier_position":
        better = " hoặc nhóm tốt hơn" if rule["better_counts"] and rule["tier"] > 1 else ""
        return f"ở nhóm {rule['tier']}{better}, trong {rule['tiers']} nhóm"
    if kind == "points":
        return str(rule.get("rule_text") or _most(rule))
    return _ALWAYS_NEEDED[kind]


def _most(rule: Mapping[str, Any]) -> str:
    most = f"tối đa {number(rule['maximum'])} điểm"
    return {"bonus": f"cộng thêm {most}", "penalty": f"trừ {most}"}.get(rule.get("role", ""), most)


def _unit(rule: Mapping[str, Any]) -> str:
    if rule["source_kind"] == "count_of_rows":
        return f" {TABLES[rule['measure_table']].counted_as}"
    return UNITS.get(rule["value_type"] or "", "")


def value_text(rule: Mapping[str, Any], fact: Mapping[str, Any]) -> str:
    """Return the figure as people read it, with its counts ("97,5 % (195/200 hồ sơ)")."""
    if fact.get("points") is not None:
        return f"{number(fact['points'])} điểm"
    kind, above, below = rule["rule_kind"], fact.get("numerator"), fact.get("denominator")
    if kind == "judged":
        return ""  # a conclusion speaks through its reason
    if kind == "recognised" and fact["reason_code"] == "missing":
        return ""  # nothing was handed in, which is not the same as none listed
    if kind == "threshold" and above is not None and below is not None:
        return _figure(rule, Decimal(above), Decimal(below))
    if kind == "recognised" and above is not None:
        return f"{number(above)} hợp lệ/{number(below)} kê khai"
    text = str(fact.get("value_text") or "")
    if kind == "tier_position":
        return _place(rule, above, below, text)
    if kind == "value_and_rank_improved":
        return f"{_or_unknown(below)} → {_or_unknown(above)}; hạng {text}"
    return text


def _figure(rule: Mapping[str, Any], above: Decimal, below: Decimal) -> str:
    if not is_share(rule):
        return f"{number(above)}{_unit(rule)}"
    counted = TABLES[rule["measure_table"]].counted_as
    is_survey = rule["source_kind"] == "survey"
    counts = f"{number(below)} {counted}"
    if not is_survey:  # what an answer is worth may be a part of one, so only answers are counted
        counts = f"{number(above)}/{counts}"
    if not below:
        return counts
    exact = Fraction(above) * 100 / Fraction(below)
    return f"{_beside(exact, Fraction(rule['threshold']))} % ({counts})"


def _place(rule: Mapping[str, Any], rank: Decimal | None, peers: Decimal | None, tier: str) -> str:
    group = f"nhóm {tier}" if tier else ""
    if peers is None and not rule.get("peers_measure"):
        return group
    if rank is None and peers is None:
        return ""
    place = f"hạng {_or_unknown(rank)}/{_or_unknown(peers)}"
    return f"{place}, {group}" if group else place


def _or_unknown(value: Decimal | None) -> str:
    return number(value) or "?"


def _beside(exact: Fraction, line: Fraction) -> str:
    """Write a figure; more digits where two would put it on the line or on a whole number."""
    for decimals in _DIGITS:
        shown = rounded(exact, decimals)
        is_same_side = (shown > line) == (exact > line) and (shown < line) == (exact < line)
        if shown == exact or (is_same_side and shown.denominator != 1):
            break
    return written(shown)


def _lacking(exact: Fraction) -> str:
    """Write what lacks; more digits where two would make it look like nothing."""
    for decimals in _DIGITS:
        shown = rounded(exact, decimals)
        if shown:
            break
    return written(shown)


def formula_text(rule: Mapping[str, Any], fact: Mapping[str, Any]) -> str:
    """Return a verdict's sum in numbers ("115 / 116 hồ sơ ≈ 99,14 %, yêu cầu trên 98 %")."""
    if rule["rule_kind"] == "points":
        return points_formula(rule, fact)
    needed, figure = needed_text(rule), value_text(rule, fact)
    if rule["rule_kind"] == "judged":
        decided = "đã kết luận" if fact["reason_code"] == "decided" else "chưa có kết luận"
        return f"không tính từ số liệu, {decided}; yêu cầu {needed}"
    if rule["rule_kind"] == "veto":
        return f"không tính từ số liệu; yêu cầu {needed}"
    if rule["rule_kind"] == "inherited":
        return "lấy kết quả của đơn vị"
    is_known = fact.get("numerator") is not None and bool(fact.get("denominator"))
    if rule["rule_kind"] == "threshold" and is_known and is_share(rule):
        exact = Fraction(fact["numerator"]) * 100 / Fraction(fact["denominator"])
        shown = _beside(exact, Fraction(rule["threshold"]))
        sign = "=" if shown == written(rounded(exact, _DIGITS[-1])) else "≈"
        return f"{division_text(rule, fact)} {sign} {shown} %, yêu cầu {needed}"
    figure = figure or _ATTESTED.get(fact["reason_code"], "chưa có số liệu")
    return f"{figure}, yêu cầu {needed}"


def gap_text(rule: Mapping[str, Any], fact: Mapping[str, Any]) -> str:
    """Return what lacks, countable where it can be ("thiếu 2,7 điểm % ≈ 11 hồ sơ")."""
    if fact.get("points") is not None:
        if fact["reason_code"] in ("bonus_points", "penalty_points"):
            return ""  # nobody owes a bonus, and a penalty is told by its points
        lacking = Decimal(fact["maximum"]) - Decimal(fact["points"])
        return f"thiếu {number(lacking)} điểm" if lacking > 0 else ""
    if rule["rule_kind"] != "threshold" or fact["state"] != "not_met":
        return ""
    exact = Fraction(fact["numerator"]) / Fraction(fact["denominator"])
    is_floor = rule["op"] in (">", ">=")
    is_counted = is_share(rule)
    short = Fraction(rule["threshold"]) - (exact * 100 if is_counted else exact)
    if not short:
        said = f"đúng bằng ngưỡng, phải {'vượt' if is_floor else 'thấp hơn'}"
    else:
        unit = " điểm %" if is_counted else _unit(rule)
        said = f"{'thiếu' if is_floor else 'vượt'} {_lacking(abs(short))}{unit}"
    if fact["gap_count"] is None or not is_counted:
        return said
    return f"{said} ≈ {number(fact['gap_count'])} {TABLES[rule['measure_table']].counted_as}"


def reason_text(fact: Mapping[str, Any]) -> str:
    """Return why the verdict is what it is, in one sentence.

    ``fact`` needs a reason_code; state, value_text, layer and is_provisional make it exact.
    """
    code = fact["reason_code"]
    if code == "decided":
        said = fact.get("value_text")
        return f"Đã kết luận: {said}" if said else "Đã kết luận."
    if code == "penalty_points" and fact.get("state") == "not_met":
        return _POINTS_TAKEN
    layer = (fact.get("layer") or "") if code == "points" else ""
    if fact.get("is_provisional"):
        unappraised = _UNAPPRAISED.get(layer or code)
        if unappraised:
            return unappraised
    return _POINTS_OF.get(layer) or _REASONS[code]
