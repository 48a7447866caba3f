"""Named, versioned formulas that turn raw survey answers into a rate; each is configuration.

The text of the ministry's method (1001/QĐ-BNV) was not seen (DOMAIN 2.5), so every formula says
where its weights come from and carries a version: a changed formula is a new name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class SurveyFormula:
    """What one answer of each kind is worth, from 0 to 1; the rate is the mean over all answers."""

    code: str
    label: str
    basis: str
    worth: Mapping[str, Decimal]


def _formula(code: str, label: str, basis: str, *worth: str) -> SurveyFormula:
    columns = (
        "very_satisfied_count",
        "satisfied_count",
        "neutral_count",
        "unsatisfied_count",
        "very_unsatisfied_count",
    )
    values = (Decimal(each) for each in worth)
    return SurveyFormula(code, label, basis, dict(zip(columns, values, strict=True)))


SURVEY_FORMULAS: Mapping[str, SurveyFormula] = {
    each.code: each
    for each in (
        _formula(
            "satisfied_share_1",
            "Tỷ lệ người trả lời “hài lòng” hoặc “rất hài lòng”",
            "Cách hiểu phổ biến về tỷ lệ hài lòng; chưa đối chiếu toàn văn 1001/QĐ-BNV",
            "1", "1", "0", "0", "0",
        ),
        _formula(
            "option_worth_1",
            "Trung bình mức phương án trả lời 100/100/60/20/0",
            "Mức 100/60/20/0 của phần mềm khảo sát CCHC Yên Bái; ghép năm mức là của chúng tôi",
            "1", "1", "0.6", "0.2", "0",
        ),
    )
}  # fmt: skip
"""Every formula by its code."""
