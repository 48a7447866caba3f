"""The linter of criteria sets and class schemes: maxima, weights, steps, bounds, figures."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.reader import check_file, check_files, load_criteria_set
from schemas.set_lint import effective_roles
from tests.rule_kit import FILES, assert_found, assert_vietnamese, kept, mutated, spoilt

LEAVES = [
    # code, parent, maximum, kind and whatever else the criterion says
    ("chung", None, "20", 'kind = "sum"'),
    ("ke_hoach", "chung", "4", """kind = "rule"
rule = { kind = "deadline", measure = "plan_day", due_day = 31, due_month = 1, steps = [
  { days = 0, points = "4" },
  { days = 10, points = "2" },
], otherwise = 0 }"""),
    ("cam_ket", "chung", "2", """kind = "rule"
rule = { kind = "yes_no", measure = "pledged", yes = "2" }"""),
    ("kiem_tra", "chung", "6", """kind = "rule"
rule = { kind = "count", measure = "checks", each = "1.5" }"""),
    ("sang_kien", "chung", "8", """kind = "rule"
rule = { kind = "per_item", table = "initiatives", column = "level", items = [
  { choice = "commune", points = "1" },
  { choice = "province", points = "3" },
] }"""),
    ("chat_luong", None, "60", 'kind = "sum"'),
    ("dung_han", "chat_luong", "20", """kind = "rule"
rule = { kind = "tiers", measure = "on_time", tiers = [
  { op = ">", bound = "98", points = "20" },
  { op = ">=", bound = "98", points = "15" },
  { op = ">=", bound = "90", points = "10" },
], otherwise = 0 }"""),
    ("nhiem_vu", "chat_luong", "20", """kind = "rule"
rule = { kind = "linear", measure = "task_rate", zero_at = "50", full_at = "100" }"""),
    ("hai_long", "chat_luong", "20", """kind = "rule"
rule = { kind = "survey", measure = "happy", min_answers = 30, when_small = "warn" }"""),
    ("binh_quan", None, "20", 'kind = "weighted_mean"'),
    ("trang_thai", "binh_quan", "20", 'kind = "published_points"\nweight = "2"'),
    ("noi_dung", "binh_quan", "20", 'kind = "published_points"\nweight = "1"\nis_survey = true'),
    ("diem_thuong", None, "5", 'kind = "sum"\nrole = "bonus"'),
    ("mo_hinh", "diem_thuong", "5", 'kind = "published_points"'),
    ("diem_tru", None, "3", 'kind = "published_points"\nrole = "penalty"'),
]  # fmt: skip

SET_HEAD = """kind = "criteria_set"
id = "mau"
title = "Bộ tiêu chí mẫu"
starts_on = 2024-01-01
maximum = "100"
decimals = 2
appraisal = "required"

[document]
title = "Quyết định mẫu"

[lights]
met_from_pct = "90"
near_from_pct = "80"
note = "Hai mức đèn là của chúng tôi."

[[measures]]
code = "plan_day"
label = "Ngày ban hành kế hoạch"
source = { kind = "reported", value = "date" }

[[measures]]
code = "pledged"
label = "Có cam kết"
source = { kind = "reported", value = "yes_no" }

[[measures]]
code = "checks"
label = "Số nhiệm vụ tự kiểm tra"
source = { kind = "count_of_rows", table = "tasks", all_yes = ["is_on_time"] }

[[measures]]
code = "on_time"
label = "Tỷ lệ hồ sơ đúng hạn"
source = { kind = "ratio_of_sums", table = "dossiers", numerator = ["on_time_count"], denominator = ["on_time_count", "late_count"], when_zero = "not_applicable" }

[[measures]]
code = "task_rate"
label = "Tỷ lệ nhiệm vụ hoàn thành"
source = { kind = "ratio_of_rows", table = "tasks", all_yes = ["is_on_time"], when_zero = "pending" }

[[measures]]
code = "happy"
label = "Tỷ lệ hài lòng"
source = { kind = "survey", table = "satisfaction", formula = "satisfied_share_1", when_zero = "not_applicable" }
ours = true
note = "Công thức chưa đối chiếu."
"""  # noqa: E501 - a rule file writes an inline table on one line


def leaf(code: str, parent: str | None, maximum: str, rest: str) -> str:
    above = f'parent = "{parent}"\n' if parent else ""
    head = f'[[criteria]]\ncode = "{code}"\n{above}name = "Mục {code}"\n'
    return f'{head}maximum = "{maximum}"\n{rest}\n'


SET = "\n".join([SET_HEAD, *(leaf(*each) for each in LEAVES)])

PLAN = """kind = "programme"
id = "dung_mau"
family = "index"
title = "Chương trình dùng bộ tiêu chí mẫu"
short_title = "Mẫu"
indices = ["par_index"]
years = [2024]
period_kinds = ["Y"]
ends_on = 2024-12-31
time_text = "Năm 2024"
time_cite = { section = "Phần I" }
criteria_set = "mau"

[document]
title = "Kế hoạch mẫu"
issued_on = 2024-01-10
level = "district"
province = "Khánh Hòa"
kind = "Kế hoạch"

[[groups]]
code = "department"
label = "Các phòng"
units = { kind = "bodies", file = "ninh_hoa" }

[[subjects]]
kind = "collective"
text = "Các phòng"
cite = { section = "Phần I" }

[ranking]
ours = true
note = "Xếp theo tổng điểm."
keys = [{ by = "total_points" }, { by = "measure", measure = "on_time" }]

[ranking.uncertainty]
weight_pct = "10"
draws = 1000
seed = 7
low_pct = 5
high_pct = 95
note = "Biên độ này là của chúng tôi."

[workbook]
tables = ["tasks", "dossiers", "satisfaction", "results", "initiatives"]
note = "Biểu mẫu."
"""

DEADLINE = '"deadline", measure = "plan_day"'
STEP = '{ days = 10, points = "2" }'
ON_TIME = 'kind = "tiers", measure = "on_time"'
TOP = '{ op = ">", bound = "98", points = "20" }'
MIDDLE = '{ op = ">=", bound = "98", points = "15" }'
BOTTOM = '{ op = ">=", bound = "90", points = "10" }'
LINEAR = 'measure = "task_rate", zero_at = "50", full_at = "100"'
SURVEY = 'kind = "survey", measure = "happy", min_answers = 30'
SURVEY_SOURCE = 'kind = "survey", table = "satisfaction", formula = "satisfied_share_1"'
RANK = '{ kind = "reported", value = "rank" }'

# code, what is replaced (once), by what, and a piece of the line that must be named
ROWS: list[tuple[str, Any, str, str]] = [
    ("children_sum", 'name = "Mục chung"\nmaximum = "20"', 'name = "Mục chung"\nmaximum = "21"',
     'maximum = "21"'),
    ("roots_sum", 'maximum = "100"\ndecimals', 'maximum = "105"\ndecimals', 'maximum = "105"'),
    ("roots_sum", '"Mục diem_tru"\nmaximum = "3"\nkind = "published_points"\nrole = "penalty"',
     '"Mục diem_tru"\nmaximum = "3"\nkind = "published_points"', 'maximum = "100"'),
    ("weight_missing", '\nweight = "2"', "", 'code = "trang_thai"'),
    ("not_positive", 'weight = "2"', 'weight = "0"', 'weight = "0"'),
    ("not_positive", 'weight = "2"', 'weight = "-1"', 'weight = "-1"'),
    ("weight_unexpected", 'role = "penalty"', 'role = "penalty"\nweight = "7"', 'weight = "7"'),
    ("mean_maximum", '"Mục trang_thai"\nmaximum = "20"', '"Mục trang_thai"\nmaximum = "10"',
     'maximum = "10"'),
    ("mean_role", 'weight = "2"', 'weight = "2"\nrole = "bonus"', 'role = "bonus"\n\n[[criteria]]'
     '\ncode = "noi_dung"'),
    ("mean_role", '"Mục diem_thuong"\nmaximum = "5"\nkind = "sum"', '"Mục diem_thuong"\nmaximum = '
     '"5"\nkind = "weighted_mean"', 'kind = "weighted_mean"\nrole = "bonus"'),
    ("role_inside", '"Mục mo_hinh"\nmaximum = "5"', '"Mục mo_hinh"\nmaximum = "5"\nrole = '
     '"penalty"', 'role = "penalty"\nkind'),
    ("cap_unreachable", '"Mục mo_hinh"\nmaximum = "5"', '"Mục mo_hinh"\nmaximum = "4"',
     'maximum = "5"\nkind = "sum"'),
    ("survey_on_parent", '"Mục chung"\nmaximum = "20"', '"Mục chung"\nmaximum = "20"\nis_survey = '
     'true', "is_survey = true\nkind = \"sum\""),
    ("survey_role", 'role = "penalty"', 'role = "penalty"\nis_survey  = true', "is_survey  ="),
    ("survey_role", '"Mục diem_tru"\nmaximum = "3"\nkind = "published_points"',
     '"Mục diem_tru"\nmaximum = "3"\nkind = "rule"\nrule = { ' + SURVEY + ', when_small = "warn" }',
     'rule = { ' + SURVEY + ', when_small = "warn" }\nrole'),
    ("sum_without_parts", '"Mục diem_tru"\nmaximum = "3"\nkind = "published_points"',
     '"Mục diem_tru"\nmaximum = "3"\nkind = "weighted_mean"', 'kind = "weighted_mean"\nrole'),
    # a rule exactly where one is announced, on a figure that fits
    ("rule_missing", '"Mục diem_tru"\nmaximum = "3"\nkind = "published_points"',
     '"Mục diem_tru"\nmaximum = "3"\nkind = "rule"', 'kind = "rule"\nrole'),
    ("rule_unexpected", 'kind = "rule"\nrule = { kind = "yes_no"',
     'kind = "published_points"\nrule = { kind = "yes_no"', 'rule = { kind = "yes_no"'),
    ("unknown_measure", ON_TIME, ON_TIME.replace("on_time", "late"), 'measure = "late"'),
    ("wrong_measure", ON_TIME, ON_TIME.replace("on_time", "pledged"),
     '"tiers", measure = "pledged"'),
    ("wrong_measure", DEADLINE, DEADLINE.replace("plan_day", "checks"), '"deadline", measure'),
    ("wrong_measure", '"count", measure = "checks"', '"count", measure = "on_time"',
     '"count", measure'),
    ("wrong_measure", LINEAR, LINEAR.replace("task_rate", "plan_day"),
     'measure = "plan_day", zero'),
    ("wrong_measure", '"yes_no", measure = "pledged"', '"yes_no", measure = "checks"',
     '"yes_no", measure'),
    ("wrong_measure", SURVEY, SURVEY.replace("happy", "on_time"), '"survey", measure = "on_time"'),
    ("wrong_measure", SURVEY, SURVEY.replace("happy", "checks"), '"survey", measure = "checks"'),
    ("unused_measure", LINEAR, LINEAR.replace("task_rate", "on_time"), 'code = "task_rate"'),
    ("duplicate_code", 'code = "pledged"', 'code = "plan_day"', 'code = "plan_day"\nlabel = "Có'),
    ("duplicate_name", 'label = "Có cam kết"', 'label = "Mục chung"', 'label = "Mục chung"'),
    ("duplicate_name", 'code = "pledged"', 'code = "cam_ket"', 'code = "cam_ket"\nlabel'),
    ("ours_without_note", '\nnote = "Công thức chưa đối chiếu."', "", "ours = true"),
    ("unknown_formula", '"satisfied_share_1"', '"satisfied_share_9"', "satisfied_share_9"),
    ("unknown_table", SURVEY_SOURCE, SURVEY_SOURCE.replace("satisfaction", "votes"), '"votes"'),
    ("wrong_table", SURVEY_SOURCE, SURVEY_SOURCE.replace("satisfaction", "tasks"),
     'kind = "survey", table = "tasks"'),
    ("wrong_column", '"count_of_rows", table = "tasks", all_yes = ["is_on_time"]',
     '"count_of_rows", table = "tasks", all_yes = ["due_date"]', '["due_date"]'),
    ("unknown_key", 'value = "yes_no" }', 'value = "yes_no" }\nby = "coordinator"',
     'by = "coordinator"'),
    # points
    ("points_range", 'yes = "2"', 'yes = "2.5"', 'yes = "2.5"'),
    ("points_range", 'yes = "2"', 'yes = "2", no = "-1"', 'no = "-1"'),
    ("points_range", TOP, TOP.replace('"20"', '"21"'), '"21"'),
    ("points_range", STEP, STEP.replace('"2"', '"-2"'), '"-2"'),
    ("points_range", 'each = "1.5"', 'each = "6.5"', 'each = "6.5"'),
    ("points_range", '"commune", points = "1"', '"commune", points = "9"', 'points = "9"'),
    ("points_constant", 'yes = "2"', 'yes = "2", no = "2"', 'no = "2"'),
    ("maximum_unreachable", 'yes = "2"', 'yes = "1.5"', 'yes = "1.5"'),
    ("maximum_unreachable", TOP, TOP.replace('"20"', '"19"'), 'points = "19"'),
    ("maximum_unreachable", '{ days = 0, points = "4" }', '{ days = 0, points = "3" }',
     'points = "3" },\n  { days'),
    ("maximum_unreachable", re.compile(r'\{ choice = "commune".*?\n\]', re.DOTALL),
     '{ choice = "commune", points = 0 },\n]', '"commune", points = 0'),
    ("bad_number", 'yes = "2"', 'yes = "1.9999999999"', "1.9999999999"),
    ("bad_number", 'each = "1.5"', 'each = "0.1234567891"', "0.1234567891"),
    # steps
    ("tier_order", BOTTOM, BOTTOM.replace('"90"', '"98.5"'), '"98.5"'),
    ("tier_order", BOTTOM, BOTTOM.replace('"90"', '"98"'), 'bound = "98", points = "10"'),
    ("tier_order", MIDDLE, MIDDLE.replace(">=", ">"), 'op = ">", bound = "98", points = "15"'),
    ("tier_unreachable", TOP, TOP.replace('"98"', '"100"'), '"100", points'),
    ("tier_unreachable", TOP, TOP.replace('">", bound = "98"', '">=", bound = "100.1"'), "100.1"),
    ("tier_unreachable", BOTTOM, BOTTOM.replace('"90"', '"0"')
     + ',\n  { op = ">=", bound = "-1", points = "5" }', 'bound = "-1"'),
    ("otherwise_unreachable", BOTTOM, BOTTOM.replace('"90"', '"0"'), "], otherwise = 0 }\n\n"
     '[[criteria]]\ncode = "nhiem_vu"'),
    ("points_not_falling", MIDDLE, MIDDLE.replace('"15"', '"20"'), '"98", points = "20" },\n  { op '
     '= ">=", bound = "90"'),
    ("points_not_falling", MIDDLE, MIDDLE.replace('"15"', '"9"'), 'bound = "90", points'),
    ("points_not_falling", '"90", points = "10" },\n], otherwise = 0', '"90", points = "10" },\n], '
     'otherwise = "10"', 'otherwise = "10"'),
    ("empty_list", re.compile(r"tiers = \[.*?\n\]", re.DOTALL), "tiers = []", "tiers = []"),
    ("linear_flat", 'zero_at = "50"', 'zero_at = "100"', 'zero_at = "100"'),
    ("linear_outside", 'full_at = "100"', 'full_at = "101"', 'full_at = "101"'),
    ("linear_outside", 'full_at = "100"', 'full_at = "-1"', 'full_at = "-1"'),
    ("not_positive", 'each = "1.5"', 'each = "0"', 'each = "0"'),
    ("not_positive", "min_answers = 30", "min_answers = 0", "min_answers = 0"),
    # rows of a sheet
    ("unknown_table", '"per_item", table = "initiatives"', '"per_item", table = "ideas"',
     '"ideas"'),
    ("unknown_column", 'column = "level"', 'column = "rank"', 'column = "rank"'),
    ("wrong_column", 'column = "level"', 'column = "title"', 'column = "title"'),
    ("unknown_choice", 'choice = "commune"', 'choice = "hamlet"', 'choice = "hamlet"'),
    ("duplicate_code", 'choice = "commune"', 'choice = "province"', 'choice = "province", points = '
     '"3"'),
    ("empty_list", re.compile(r"items = \[.*?\n\]", re.DOTALL), "items = []", "items = []"),
    # days
    ("impossible_date", "due_day = 31, due_month = 1", "due_day = 31, due_month = 2",
     "due_month = 2"),
    ("out_of_range", STEP, STEP.replace("10", "-10"), "days = -10"),
    ("out_of_range", STEP, STEP.replace("10", "367"), "days = 367"),
    ("out_of_range", "due_month = 1,", "due_month = 1, due_year_offset = 9,",
     "due_year_offset = 9"),
    ("late_order", STEP, STEP.replace("10", "0"), 'days = 0, points = "2"'),
    ("points_not_falling", STEP, STEP.replace('"2"', '"4"'), 'days = 10, points = "4"'),
    ("empty_list", re.compile(r"steps = \[.*?\n\]", re.DOTALL), "steps = []", "steps = []"),
]  # fmt: skip

KH = "class_schemes/khanh_hoa_2021"
GR = "class_schemes/bonoivu_groups"
LOWER = 'label = "Tốt"\norder = 1'
SCHEMES: list[tuple[str, str, Any, str, str]] = [
    ("band_gap", GR, 'order = 2\nlower = "80"', "order = 2", 'code = "nhom_b"'),
    ("band_floor", KH, LOWER, LOWER + '\nlower = "80"', 'code = "kha"'),
    ("band_bottom", GR, re.compile(r'is_verified = false(.*)lower = "0"', re.DOTALL),
     r'is_verified = true\1lower = "50"', 'lower = "50"'),
    ("band_range", GR, 'lower = "90"', 'lower = "101"', 'lower = "101"'),
    ("band_range", GR, 'lower = "90"', 'lower = "100"\nlower_included = false', 'lower = "100"'),
    ("band_range", GR, 'lower = "0"', 'lower = "-1"', 'lower = "-1"'),
    ("band_bounds", GR, 'lower = "80"', 'lower = "90"',
     'lower = "90"\n\n[[bands]]\ncode = "nhom_c'),
]  # fmt: skip

BAD = [*ROWS, *((code, old, new, marker) for code, _, old, new, marker in SCHEMES)]


def ids(rows: list[Any]) -> list[str]:
    return [f"{row[0]}-{number}" for number, row in enumerate(rows)]


def test_the_sample_set_and_a_programme_that_uses_it_are_clean(tmp_path: Path) -> None:
    criteria, plan = kept(tmp_path, SET, "set.toml"), kept(tmp_path, PLAN, "plan.toml")
    assert check_files([criteria, plan]) == ()


@pytest.mark.parametrize(("code", "old", "new", "marker"), ROWS, ids=ids(ROWS))
def test_a_criteria_set_is_refused_at_its_line(
    tmp_path: Path, code: str, old: Any, new: str, marker: str
) -> None:
    text = spoilt(SET, old, new)
    assert_found(code, text, marker, kept(tmp_path, text))


@pytest.mark.parametrize(("code", "name", "old", "new", "marker"), SCHEMES, ids=ids(SCHEMES))
def test_a_class_scheme_is_refused_at_its_line(
    tmp_path: Path, code: str, name: str, old: Any, new: str, marker: str
) -> None:
    text = spoilt(FILES[name].read_text("utf-8"), old, new)
    assert_found(code, text, marker, kept(tmp_path, text))


FINE: list[tuple[str, Any, str]] = [
    ("a bonus may be capped below the sum of its parts", '"Mục mo_hinh"\nmaximum = "5"',
     '"Mục mo_hinh"\nmaximum = "9"'),
    ("a no may be worth the points", 'yes = "2"', 'yes = "0", no = "2"'),
    ("a figure that is better when small", 'zero_at = "50", full_at = "100"',
     'zero_at = "20", full_at = "0"'),
    ("no end to a count of points", 'kind = "ratio_of_sums", table = "dossiers", numerator = '
     '["on_time_count"], denominator = ["on_time_count", "late_count"], when_zero = '
     '"not_applicable"', 'kind = "reported", value = "count"'),
    ("a day of the year before", "due_month = 1,", "due_month = 1, due_year_offset = -1,"),
    ("every row counts where no column is named", 'all_yes = ["is_on_time"] }', "all_yes = [] }"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "old", "new"), FINE, ids=[row[0] for row in FINE])
def test_what_is_unusual_but_right_is_read(tmp_path: Path, what: str, old: str, new: str) -> None:
    del what
    assert check_file(kept(tmp_path, spoilt(SET, old, new))) == ()


def test_bands_that_nobody_verified_may_end_without_bounds(tmp_path: Path) -> None:
    text = FILES[GR].read_text("utf-8")
    assert check_file(kept(tmp_path, spoilt(text, '\nlower = "0"', ""))) == ()
    open_ended = text.replace('\nlower = "0"', "").replace('\nlower = "80"', "")
    assert check_file(kept(tmp_path, open_ended)) == ()


def test_roles_come_down_from_the_branch(tmp_path: Path) -> None:
    roles = effective_roles(load_criteria_set(kept(tmp_path, SET)))
    assert roles["mo_hinh"] == roles["diem_thuong"] == "bonus"
    assert roles["diem_tru"] == "penalty"
    assert {roles[code] for code, *_ in LEAVES[:12]} == {"score"}


NUMBER = re.compile(r'"-?\d+(?:\.\d+)?"|(?<== )-?\d+')
NAMES = st.sampled_from(
    ["plan_day", "pledged", "checks", "on_time", "task_rate", "happy", "nobody"]
)


@settings(max_examples=150)
@given(st.data())
def test_any_numbers_and_figures_give_findings_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    text = SET
    for _ in range(data.draw(st.integers(1, 4))):
        places = [*NUMBER.finditer(text)]
        at = data.draw(st.sampled_from(places))
        value = data.draw(
            st.one_of(st.integers(-3, 120), st.sampled_from(['"0.5"', '"98"', '"1e3"']))
        )
        text = text[: at.start()] + str(value) + text[at.end() :]
    figure = data.draw(st.sampled_from([*re.finditer(r'measure = "(\w+)"', text)]))
    text = text[: figure.start(1)] + data.draw(NAMES) + text[figure.end(1) :]
    check_broken(kept(tmp_path_factory.mktemp("set"), text), text)


@settings(max_examples=150)
@given(st.integers(0, 10**9), st.integers(1, 5))
def test_broken_sets_give_findings_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, seed: int, times: int
) -> None:
    chance, text = random.Random(seed), SET
    for _ in range(times):
        text = mutated(text, chance)
    check_broken(kept(tmp_path_factory.mktemp("set"), text), text)


def check_broken(path: Path, text: str) -> None:
    for each in check_file(path):
        assert each.line is not None
        assert 1 <= each.line <= text.count("\n") + 1
        assert_vietnamese(each.message)
