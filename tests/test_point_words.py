"""What is said about points: rules in words from their records, formulas that add up."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from schemas import point_words as words
from schemas.point_rules import PointRule
from schemas.rules import Source

RULE: TypeAdapter[PointRule] = TypeAdapter(PointRule)
SOURCE: TypeAdapter[Source] = TypeAdapter(Source)
FIGURE = {"measure": "figure"}


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({"kind": "yes_no", **FIGURE, "yes": "2"}, "có: 2 điểm; không: 0 điểm"),
        ({"kind": "tiers", **FIGURE, "otherwise": "0.5",
          "tiers": [{"op": ">", "bound": "98.50", "points": "5"},
                    {"op": ">=", "bound": "1000", "points": "3.25"}]},
         "trên 98,5: 5 điểm; từ 1.000 trở lên: 3,25 điểm; còn lại: 0,5 điểm"),
        ({"kind": "linear", **FIGURE, "zero_at": "50", "full_at": "90"},
         "chia đều theo tỷ lệ: ở mức 50 được 0 điểm, ở mức 90 được 10 điểm; "
         "không ra ngoài khoảng này"),
        ({"kind": "count", **FIGURE, "each": "0.5"},
         "mỗi lượt đếm được 0,5 điểm, không quá 10 điểm"),
        ({"kind": "per_item", "table": "initiatives", "column": "level",
          "items": [{"choice": "province", "points": "2"}, {"choice": "unit", "points": "0.5"}]},
         "mỗi dòng: cấp tỉnh 2 điểm, cấp đơn vị (cơ sở) 0,5 điểm, còn lại 0 điểm; "
         "cộng lại không quá 10 điểm"),
        ({"kind": "deadline", **FIGURE, "due_day": 5, "due_month": 1, "due_year_offset": 1,
          "steps": [{"days": 3, "points": "1"}, {"days": 0, "points": "2"},
                    {"days": -10, "points": "3"}], "otherwise": "0"},
         "hạn ngày 5/1 năm sau; sớm từ 10 ngày trở lên: 3 điểm; đúng hạn: 2 điểm; "
         "muộn không quá 3 ngày: 1 điểm; còn lại: 0 điểm"),
        ({"kind": "deadline", **FIGURE, "due_day": 20, "due_month": 12, "due_year_offset": 2,
          "steps": [{"days": 0, "points": "2"}], "otherwise": "1"},
         "hạn ngày 20/12, 2 năm sau; đúng hạn: 2 điểm; còn lại: 1 điểm"),
        ({"kind": "survey", **FIGURE, "min_answers": 100, "when_small": "warn"},
         "tỷ lệ khảo sát × 10 điểm; dưới 100 phiếu thì vẫn tính và cảnh báo mẫu nhỏ"),
        ({"kind": "survey", **FIGURE, "min_answers": 1000, "when_small": "not_applicable"},
         "tỷ lệ khảo sát × 10 điểm; dưới 1.000 phiếu thì không áp dụng"),
    ],
)  # fmt: skip
def test_a_rule_in_words(rule: dict[str, Any], said: str) -> None:
    assert words.point_rule_text(RULE.validate_python(rule), Decimal("10.00")) == said


@pytest.mark.parametrize(
    ("source", "above", "below"),
    [
        ({"kind": "ratio_of_sums", "table": "dossiers", "numerator": ["on_time_count"],
          "denominator": ["on_time_count", "late_count"], "when_zero": "pending"},
         "hồ sơ (giải quyết đúng hạn)", "hồ sơ (giải quyết đúng hạn + giải quyết quá hạn)"),
        ({"kind": "ratio_of_rows", "table": "tasks",
          "all_yes": ["is_on_time", "is_quality_accepted"], "when_zero": "pending"},
         "nhiệm vụ (đúng tiến độ, đạt chất lượng)", "nhiệm vụ"),
        ({"kind": "count_of_rows", "table": "tasks", "all_yes": ["is_on_time"]},
         "nhiệm vụ (đúng tiến độ)", ""),
        ({"kind": "count_of_rows", "table": "tasks"}, "nhiệm vụ", ""),
        ({"kind": "survey", "table": "satisfaction", "formula": "option_worth_1",
          "when_zero": "pending"}, "điểm quy đổi của các phiếu", "phiếu"),
        ({"kind": "reported", "value": "pct"}, "", ""),
        ({"kind": "hand_in_on_time"}, "", ""),
    ],
)  # fmt: skip
def test_what_is_counted_above_and_below_the_line(
    source: dict[str, Any], above: str, below: str
) -> None:
    assert words.count_words(SOURCE.validate_python(source)) == (above, below)


def _fact(points: str | None, maximum: str = "10", **parts: Any) -> dict[str, Any]:
    fact = {
        "points": None if points is None else Decimal(points), "maximum": Decimal(maximum),
        "state": "met", "reason_code": "rule_points", "numerator": None, "denominator": None,
        "value_text": None, "layer": "self", "period_id": "2022-Y",
    }  # fmt: skip
    return fact | parts


def _figure(above: str, below: str = "1") -> dict[str, Decimal]:
    return {"numerator": Decimal(above), "denominator": Decimal(below)}


RATIO = {"source_kind": "ratio_of_sums", "measure_table": "dossiers", "value_type": "pct"}
LINEAR = {"point_rule_kind": "linear", "zero_at": Decimal(0), "full_at": Decimal(100)}
FALLING = {"point_rule_kind": "linear", "zero_at": Decimal(10), "full_at": Decimal(0)}
COUNT = {"point_rule_kind": "count", "each_points": Decimal("0.500000000")}
DUE = {"point_rule_kind": "deadline", "due_day": 20, "due_month": 12, "due_year_offset": 0}
REPORTED = {"source_kind": "reported", "value_type": "pct", "measure_table": None}


@pytest.mark.parametrize(
    ("rule", "fact", "said"),
    [
        (COUNT, _fact("2", "2", **_figure("37")), "37 × 0,5 = 18,5, không quá 2: 2 điểm"),
        (COUNT, _fact("1.5", "2", **_figure("3")), "3 × 0,5 = 1,5, không quá 2"),
        (COUNT, _fact("2", "2", **_figure("4")), "4 × 0,5 = 2, không quá 2"),
        (LINEAR | REPORTED, _fact("8.65", **_figure("86.5")),
         "86,5 %; (86,5 − 0) / (100 − 0) × 10 = 8,65 điểm"),
        (LINEAR | RATIO, _fact("3.333333333", **_figure("1", "3")),
         "1 / 3 hồ sơ ≈ 33,333333 %; (33,333333 − 0) / (100 − 0) × 10 ≈ 3,333333333 điểm"),
        (LINEAR | REPORTED | {"full_at": Decimal(90)}, _fact("10", **_figure("99")),
         "99 %; (99 − 0) / (90 − 0) × 10 = 11, từ 0 đến 10: 10 điểm"),
        (FALLING | {"source_kind": "reported", "value_type": "count"}, _fact("7", **_figure("3")),
         "3; (3 − 10) / (0 − 10) × 10 = 7 điểm"),
        ({"point_rule_kind": "yes_no"}, _fact("2", "2", value_text="yes"),
         "có: 2 điểm, tối đa 2 điểm"),
        ({"point_rule_kind": "yes_no"}, _fact("0", "2", value_text="no"),
         "không: 0 điểm, tối đa 2 điểm"),
        ({"point_rule_kind": "tiers", **RATIO}, _fact("3", "5", **_figure("98", "100")),
         "98 / 100 hồ sơ = 98 %: 3 điểm, tối đa 5 điểm"),
        ({"point_rule_kind": "tiers", "source_kind": "count_of_rows", "measure_table": "tasks"},
         _fact("3", "5", **_figure("2")), "2 nhiệm vụ: 3 điểm, tối đa 5 điểm"),
        ({"point_rule_kind": "per_item"}, _fact("4", "4"),
         "cộng điểm các dòng, không quá 4: 4 điểm"),
        (DUE, _fact("2", "2", value_text="2022-12-20"),
         "ngày 20/12/2022, hạn 20/12/2022, đúng hạn: 2 điểm"),
        (DUE, _fact("1", "2", value_text="2022-12-25"),
         "ngày 25/12/2022, hạn 20/12/2022, muộn 5 ngày: 1 điểm"),
        (DUE | {"due_year_offset": 1}, _fact("2", "2", value_text="2023-12-19"),
         "ngày 19/12/2023, hạn 20/12/2023, đúng hạn: 2 điểm"),
        ({"point_rule_kind": "survey", **RATIO, "source_kind": "survey",
          "measure_table": "satisfaction"},
         _fact("9.54", reason_code="small_sample", **_figure("95.4", "100")),
         "95,4 / 100 phiếu = 95,4 %; tỷ lệ × 10 = 9,54 điểm"),
        (COUNT, _fact("1", "2", reason_code="points", layer="appraised"),
         "1 điểm (thẩm định), tối đa 2 điểm"),
        (COUNT, _fact(None, "2", state="pending", reason_code="missing", layer=None),
         "chưa có điểm, tối đa 2 điểm"),
        (COUNT, _fact(None, "0", state="not_applicable", reason_code="zero_denominator"),
         "không tính điểm, không tính vào điểm tối đa"),
    ],
)  # fmt: skip
def test_points_in_numbers(rule: dict[str, Any], fact: dict[str, Any], said: str) -> None:
    assert words.points_formula(rule, fact) == said


def _part(points: str | None, role: str = "score", weight: str | None = None) -> dict[str, Any]:
    return {
        "points": None if points is None else Decimal(points),
        "role": role,
        "weight": None if weight is None else Decimal(weight),
    }


@pytest.mark.parametrize(
    ("rule", "points", "maximum", "parts", "said"),
    [
        ({"kind": "sum", "role": "score"}, "7.5", "10", [_part("4"), _part("3.5"), _part(None)],
         "4 + 3,5 = 7,5 điểm, tối đa 10 điểm"),
        ({"kind": "sum", "role": "score"}, "10", "10",
         [_part("9"), _part("2", "bonus"), _part("0.5", "penalty")],
         "9 + 2 − 0,5 = 10,5, từ 0 đến 10: 10 điểm"),
        ({"kind": "sum", "role": "score"}, "0", "10", [_part("2", "penalty"), _part("1")],
         "−2 + 1 = −1, từ 0 đến 10: 0 điểm"),
        ({"kind": "sum", "role": "penalty"}, "4", "4",
         [_part("3", "penalty"), _part("3", "penalty")], "3 + 3 = 6, từ 0 đến 4: 4 điểm"),
        ({"kind": "sum", "role": "bonus"}, "2", "3", [_part("2", "bonus")],
         "2 = 2 điểm, tối đa 3 điểm"),
        ({"kind": "weighted_mean", "role": "score"}, "9.666666667", "10",
         [_part("10", weight="2"), _part("9", weight="1"), _part(None, weight="5")],
         "(2 × 10 + 1 × 9) / (2 + 1) = 9,666666667 điểm, tối đa 10 điểm"),
    ],
)  # fmt: skip
def test_parts_in_numbers(
    rule: dict[str, Any], points: str, maximum: str, parts: list[dict[str, Any]], said: str
) -> None:
    fact = _fact(points, maximum, reason_code="points", layer=None, parts=parts)
    assert words.points_formula(rule, fact) == said


@settings(derandomize=True, database=None, deadline=None, max_examples=200)
@given(above=st.integers(0, 10**6), below=st.integers(1, 10**6))
def test_an_equals_sign_is_only_written_where_it_holds(above: int, below: int) -> None:
    exact = Fraction(above, below)
    said = words.equals(exact)
    shown = Fraction(re.sub(r"[=≈ .]", "", said).replace(",", "."))
    assert said.startswith("=") == (shown == exact), said
    assert abs(shown - exact) <= Fraction(1, 2 * 10**6)
