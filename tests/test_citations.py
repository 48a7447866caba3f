"""Citations: what a citation names, and that every clause cited stands in the document."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.clause_lint import cited, cites_of, clause_problems
from schemas.reader import check_file, load_all
from tests.rule_kit import FILES, assert_found, kept, spoilt

NH = "programmes/ninh_hoa_2022"
VL = "programmes/van_lam_2021"
HQ = "programmes/hon_quan_2024"
BG = "programmes/binh_gia_2024"
HX = "programmes/hoa_xa_2025"
PLANS = (NH, VL, HQ, BG, HX)

# code, file, what is replaced (once), by what, and a piece of the line that must be named
BAD: list[tuple[str, str, str, str, str]] = [
    ("unknown_clause", HQ, 'section = "Phần III, mục 1, điểm a"',
     'section = "Phần III, mục 1, điểm đ"', '"Phần III, mục 1, điểm đ"'),
    ("unknown_clause", NH, 'section = "Phần V, mục 4, điểm a"',
     'section = "Phần V, mục 4, điểm b"', '"Phần V, mục 4, điểm b"'),
    ("unknown_clause", VL, 'section = "Phần III, mục 1, điểm b; mục 2, điểm b"',
     'section = "Phần III, mục 1, điểm b; mục 3, điểm b"', "điểm b; mục 3"),
    ("unknown_clause", BG, 'section = "Phần III, mục 1, điểm c và điểm đ"',
     'section = "Phần III, mục 1, điểm c và điểm e"', "điểm c và điểm e"),
    ("unknown_clause", HQ, 'time_cite = { section = "Phần II, mục 3"',
     'time_cite = { section = "Mục 3, phần II"', "Mục 3, phần II"),
    ("unknown_clause", HX, 'section = "Phần II, mục 7"', 'section = "Phần II, mục 6 đến 8"',
     "mục 6 đến 8"),
    ("unknown_clause", HX, 'section = "Phần II, mục 7"', 'section = "; ,"', '"; ,"'),
    ("unknown_clause", HQ, '  "Phần III, mục 5",\n', "", 'section = "Phần III, mục 5"'),
    ("clause_range", HX, 'section = "Phần II, mục 7"', 'section = "Phần II, mục 5 đến mục 3"',
     "mục 5 đến mục 3"),
    ("clause_without_parent", BG, '  "Phần III, mục 3",\n', "", '"Phần III, mục 3, điểm a",'),
    ("duplicate_code", BG, '"Phần III, mục 3",\n', '"Phần III, mục 2",\n',
     '"Phần III, mục 2",\n  "Phần III, mục 3, điểm a"'),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "name", "old", "new", "marker"),
    BAD,
    ids=[f"{row[0]}-{number}" for number, row in enumerate(BAD)],
)
def test_refused_at_its_line(
    tmp_path: Path, code: str, name: str, old: str, new: str, marker: str
) -> None:
    text = spoilt(FILES[name].read_text("utf-8"), old, new)
    assert_found(code, text, marker, kept(tmp_path, text))


CITED = {
    "Phần I": [("Phần I",)],
    "Phần III, mục 1, điểm b": [("Phần III, mục 1, điểm b",)],
    "Phần III, mục 1, điểm b; mục 2, điểm b": [
        ("Phần III, mục 1, điểm b",), ("Phần III, mục 2, điểm b",),
    ],
    "Phần mở đầu; Phần I, mục 1": [("Phần mở đầu",), ("Phần I, mục 1",)],
    "Phần III, mục 1, điểm c và điểm đ": [
        ("Phần III, mục 1, điểm c",), ("Phần III, mục 1, điểm đ",),
    ],
    "Phần III, mục 1, các điểm a, b và d": [
        ("Phần III, mục 1, điểm a",), ("Phần III, mục 1, điểm b",), ("Phần III, mục 1, điểm d",),
    ],
    "Phần III, mục 1, đoạn đầu và điểm d": [("Phần III, mục 1",), ("Phần III, mục 1, điểm d",)],
    "Phần IV, đoạn cuối": [("Phần IV",)],
    "đoạn cuối": [("đoạn cuối",)],
    "Phần V, mục 2, điểm a, mục 3": [("Phần V, mục 2, điểm a",), ("Phần V, mục 3",)],
    "Phần II, mục 1 đến mục 4": [("Phần II, mục 1", "Phần II, mục 4")],
    "Phần II, từ mục 1 đến 4; mục 6": [("Phần II, mục 1", "Phần II, mục 4"), ("Phần II, mục 6",)],
    "Phần II, mục 1-4": [("Phần II, mục 1", "Phần II, mục 4")],
    "Phần I đến Phần III": [("Phần I", "Phần III")],
    "Điều 3, khoản 2, điểm a; khoản 4": [("Điều 3, khoản 2, điểm a",), ("Điều 3, khoản 4",)],
    "Phụ lục II, mục 1": [("Phụ lục II, mục 1",)],
    "Hiệu lực thi hành": [("Hiệu lực thi hành",)],
    " , ; ": [],
}  # fmt: skip


@pytest.mark.parametrize(("section", "clauses"), CITED.items())
def test_what_a_citation_names(section: str, clauses: list[tuple[str, ...]]) -> None:
    assert list(cited(section)) == clauses


def test_the_nearest_clause_is_offered(tmp_path: Path) -> None:
    text = spoilt(
        FILES[NH].read_text("utf-8"),
        'section = "Phần VI, mục 4"',
        'section = "Phần VI, mục 4, điểm a"',
    )
    found = check_file(kept(tmp_path, text))
    assert [each.code for each in found] == ["rule.unknown_clause"]
    assert (found[0].found, found[0].expected) == ("Phần VI, mục 4, điểm a", "Phần VI, mục 4")
    assert found[0].action.startswith("Sửa trích dẫn thành “Phần VI, mục 4”")
    assert found[0].message.startswith("Phân công thứ ")


def test_only_the_missing_one_of_several_is_told(tmp_path: Path) -> None:
    text = spoilt(
        FILES[VL].read_text("utf-8"),
        "Phần III, mục 1, điểm b; mục 2, điểm b",
        "Phần III, mục 1, điểm b; mục 2, điểm d",
    )
    found = check_file(kept(tmp_path, text))
    assert [each.found for each in found] == ["Phần III, mục 2, điểm d"]


def test_another_document_and_a_plan_without_text_are_not_looked_up(tmp_path: Path) -> None:
    text = spoilt(
        FILES[HQ].read_text("utf-8"),
        'section = "Phần III, mục 5"',
        'section = "Điều 9", document = "Luật Thi đua, khen thưởng"',
    )
    assert check_file(kept(tmp_path, text)) == ()
    without = load_all().programmes["qd_766"]
    assert without.document.clauses == ()
    assert list(clause_problems(without)) == []


@pytest.mark.parametrize("name", PLANS)
def test_every_citation_of_a_plan_resolves_and_would_be_missed(name: str) -> None:
    plan = load_all().programmes[FILES[name].stem]
    cites = [*cites_of(plan, ())]
    assert len(cites) > 20
    assert {path[0] for path, _ in cites} >= {"conditions", "deadlines", "roles", "time_cite"}
    assert list(clause_problems(plan)) == []
    empty = plan.document.model_copy(update={"clauses": ("Phần IX",)})
    missed = {each.path for each in clause_problems(plan.model_copy(update={"document": empty}))}
    assert missed == {(*path, "section") for path, _ in cites}


WORDS = st.sampled_from(
    ["Phần", "mục", "điểm", "đoạn", "Điều", "I", "II", "1", "2", "a", "đ", "cuối", ",", ";", "và",
     "đến", "-", "các", "từ", " ", "Tên kế hoạch", "Phụ lục"]
)  # fmt: skip


@given(st.one_of(st.lists(WORDS, max_size=12).map(" ".join), st.text(max_size=30)))
def test_any_words_can_be_read_as_a_citation(section: str) -> None:
    for clauses in cited(section):
        assert 1 <= len(clauses) <= 2
        assert all(clauses)
    plan: Any = load_all().programmes["hon_quan_2024"]
    cite = plan.time_cite.model_copy(update={"section": section})
    for each in clause_problems(plan.model_copy(update={"time_cite": cite})):
        assert each.code in ("rule.unknown_clause", "rule.clause_range")
        assert each.values["expected"]
