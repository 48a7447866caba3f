"""What is said about a verdict: exact figures, no rounding into a pass, every code a sentence."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import verdict_words as words

VIEWS = Path(words.__file__).parents[1] / "warehouse" / "views"


def _rule(**parts: Any) -> dict[str, Any]:
    rule = {
        "rule_kind": "threshold", "op": ">", "threshold": Decimal(98), "source_kind":
        "ratio_of_sums", "value_type": "pct", "measure_table": "dossiers", "asks": "Việc khác",
    }  # fmt: skip
    return rule | parts


def _fact(**parts: Any) -> dict[str, Any]:
    fact = {
        "points": None, "numerator": None, "denominator": None, "value_text": None,
        "state": "not_met", "gap_count": None, "reason_code": "missing", "maximum": None,
    }  # fmt: skip
    return fact | parts


@settings(derandomize=True, database=None, deadline=None, max_examples=300)
@given(
    total=st.integers(1, 10**7),
    share=st.fractions(0, 1),
    line=st.decimals(0, 100, places=8),
    op=st.sampled_from([">", ">=", "<", "<="]),
)
def test_a_figure_never_looks_as_if_it_passed(
    total: int, share: Fraction, line: Decimal, op: str
) -> None:
    """What is shown stands on the same side of the line as the exact ratio."""
    good = int(total * share)
    fact = _fact(numerator=Decimal(good), denominator=Decimal(total))
    shown = words.value_text(_rule(threshold=line, op=op), fact)
    figure = Fraction(shown.split(" ")[0].replace(".", "").replace(",", "."))
    exact = Fraction(good * 100, total)
    for holds in (Fraction.__lt__, Fraction.__gt__):
        assert holds(figure, Fraction(line)) == holds(exact, Fraction(line)), shown
    assert abs(figure - exact) <= Fraction(1, 200)


@settings(derandomize=True, database=None, deadline=None, max_examples=200)
@given(
    total=st.integers(1, 10**7),
    good=st.integers(0, 10**7),
    line=st.decimals(0, 100, places=2),
    op=st.sampled_from([">", ">=", "<", "<="]),
)
def test_what_lacks_is_never_told_as_nothing(total: int, good: int, line: Decimal, op: str) -> None:
    exact = Fraction(good * 100, total)
    rule, fact = (
        _rule(threshold=line, op=op),
        _fact(numerator=Decimal(good), denominator=Decimal(total)),
    )
    said = words.gap_text(rule, fact)
    if exact == Fraction(line):
        assert said.startswith("đúng bằng ngưỡng")
    else:
        number = re.search(r"(\S+) điểm %", said)
        assert number is not None, said
        assert Fraction(number[1].replace(".", "").replace(",", ".")) > 0, said
        assert "-" not in said
    assert words.gap_text(rule, fact | {"state": "met"}) == ""


def test_a_formula_in_numbers() -> None:
    verdict = {
        "needed_text": "trên 98 %", "value_text": "99,14 % (115/116 hồ sơ)",
        "numerator": Decimal(115), "denominator": Decimal(116), "score_points": None,
        "max_points": None,
    }  # fmt: skip
    assert words.formula_text(verdict) == "115 ÷ 116 × 100 = 99,14 %, so với: trên 98 %"
    reported = verdict | {"value_text": "89,5 %", "denominator": Decimal(1)}
    assert words.formula_text(reported) == "89,5 %, so với: trên 98 %"
    nothing = verdict | {"value_text": "", "numerator": None, "denominator": None}
    assert words.formula_text(nothing) == "chưa có số liệu, cần: trên 98 %"
    none_to_divide = verdict | {"value_text": "0/0 hồ sơ", "denominator": Decimal(0)}
    assert words.formula_text(none_to_divide) == "0/0 hồ sơ, so với: trên 98 %"
    points = nothing | {"score_points": Decimal("9.5"), "max_points": Decimal(10)}
    assert words.formula_text(points) == "9,5/10 điểm"


def test_points_and_what_they_lack() -> None:
    fact = _fact(points=Decimal("9.50"), maximum=Decimal(10))
    rule = {"rule_kind": "points", "maximum": Decimal(10)}
    assert words.value_text(rule, fact) == "9,5 điểm"
    assert words.gap_text(rule, fact) == "còn 0,5 điểm"
    assert words.gap_text(rule, _fact(points=Decimal(10), maximum=Decimal(10))) == ""
    assert words.needed_text(rule) == "tối đa 10 điểm"


@pytest.mark.parametrize(
    ("rule", "needed"),
    [
        (_rule(), "trên 98 %"),
        (_rule(op=">=", threshold=Decimal("97.50")), "từ 97,5 % trở lên"),
        (_rule(op="<", value_type="points"), "dưới 98 điểm"),
        (_rule(op="<=", value_type="count", threshold=Decimal(5)), "không quá 5"),
        ({"rule_kind": "class_band", "op": "=", "band_label": "Tốt", "band_order": 1},
         "xếp loại Tốt"),
        ({"rule_kind": "class_band", "op": ">=", "band_label": "Khá", "band_order": 2},
         "xếp loại Khá trở lên"),
        ({"rule_kind": "class_band", "op": ">=", "band_label": "Tốt", "band_order": 1},
         "xếp loại Tốt"),
        ({"rule_kind": "recognised", "min_order": 2}, "được công nhận, cấp huyện trở lên"),
        ({"rule_kind": "veto", "min_order": 0},
         "lãnh đạo chủ chốt không bị kỷ luật từ khiển trách trở lên"),
        ({"rule_kind": "judged", "judged_by": "council"},
         "hội đồng xem xét, kết luận kèm lý do"),
        ({"rule_kind": "judged", "judged_by": "coordinator"},
         "cơ quan thường trực xem xét, kết luận kèm lý do"),
        ({"rule_kind": "rank_improved"}, "thứ hạng cao hơn năm trước liền kề"),
        ({"rule_kind": "attested"}, "có"),
        ({"rule_kind": "inherited", "asks": "Theo đơn vị"}, "Theo đơn vị"),
    ],
)  # fmt: skip
def test_what_a_rule_asks(rule: dict[str, Any], needed: str) -> None:
    assert words.needed_text(rule) == needed


def _codes(column: str) -> set[str]:
    """Return the codes that the views can bring out under a column."""
    found: set[str] = set()
    for path in VIEWS.glob("*.sql"):
        code = re.sub(r"--[^\n]*", "", path.read_text("utf-8"))
        for case in re.findall(rf"case\b((?:(?!\bcase\b).)*?)end as {column}\b", code, re.DOTALL):
            found |= set(re.findall(r"(?:then|else)\s+'([a-z_]+)'", case))
    return found


def test_every_reason_that_the_judge_gives_has_its_sentence() -> None:
    codes = _codes("reason_code") - {"no_hand_in", "no_result"} | {"points", "missing"}
    assert len(codes) > 15
    for code in codes - {"decided"}:
        sentence = words.reason_text(_fact(reason_code=code))
        assert sentence.endswith("."), code
    assert words.reason_text(_fact(reason_code="decided")) == "Đã kết luận."
    said = words.reason_text(_fact(reason_code="decided", value_text="Đủ điều kiện"))
    assert said == "Đã kết luận: Đủ điều kiện"


def test_every_reason_to_be_left_out_has_its_words() -> None:
    assert _codes("excluded_reason") == words.EXCLUDED_REASONS.keys()
