"""The linter of programmes: who can report what, units that exist, days against days."""

from __future__ import annotations

import datetime as dt
import random
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.reader import check_files
from tests.rule_kit import FILES, assert_found, assert_vietnamese, kept, mutated, spoilt
from tests.test_set_lint import PLAN, SET, ids

NH = "programmes/ninh_hoa_2022"
VL = "programmes/van_lam_2021"
HQ = "programmes/hon_quan_2024"
BG = "programmes/binh_gia_2024"
HX = "programmes/hoa_xa_2025"

WINDOW = 'when = { kind = "window", starts_on = 2022-01-01, ends_on = 2022-03-31 }'
RECOGNISED = 'kind = "recognised", table = "individuals"'
ASSIGNED = 'assigned_by = ["par_1_assigned", "par_2_assigned", '
CITY = 'measure = "city_papi_tier", '
CITY_TIER = (
    'kind = "tier_position", measure = "city_papi_tier", tier = 2, tiers = 4, '
    'by = "published_tier", better_counts = true'
)
GROUPS = 'peers_measure = "commune_par_peers", '
HX_UNIT = 'unit = { level = "commune", code = "10417" }'
HX_PROVINCE = 'unit = { level = "province", code = "01" }'
SPECIAL = re.compile(r"special_years = \[.*?\n\]\n", re.DOTALL)
NOMINATION = re.compile(r'(what = "nomination".*?)special_years = \[.*?\n\]\n', re.DOTALL)
HQ_PROPOSAL = re.compile(r'when = \{ kind = "before_event".*\}')
HQ_DOSSIER = 'when = { kind = "yearly_before", day = 31, month = 12 }'

# code, file, what is replaced (once), by what, and a piece of the line that must be named
PLANS: list[tuple[str, str, Any, str, str]] = [
    # persons
    ("no_persons", NH, ', "individuals"]', "]", 'subject = "individual"\nlabel = "Cá nhân gương'),
    ("unreportable", NH, ', "individuals"]', "]", RECOGNISED),
    ("wrong_table", NH, RECOGNISED, RECOGNISED.replace("individuals", "initiatives"),
     'rule = { kind = "recognised", table = "initiatives", min_level = "unit" }\ncite = { section '
     '= "Phần V, mục 2, điểm b"'),
    ("wrong_table", NH, 'kind = "recognised", table = "initiatives"', RECOGNISED, RECOGNISED),
    ("unused_table", HQ, '"discipline"]', '"discipline", "individuals"]', '"individuals"'),
    ("individual_applies_if", VL, 'rule = { ' + RECOGNISED + ', min_level = "district" }',
     'rule = { ' + RECOGNISED + ', min_level = "district" }\napplies_if = { measure = '
     '"discipline_attested", equals = "yes", text = "Chỉ khi có" }', "applies_if"),
    # assigned component indices, groups of a ranking
    ("assigned_length", VL, ASSIGNED, 'assigned_by = ["par_1_assigned", ', "assigned_by = "),
    ("wrong_measure", VL, ASSIGNED, 'assigned_by = ["par_1_rank", "par_2_assigned", ',
     "assigned_by = "),
    ("unknown_measure", VL, ASSIGNED, 'assigned_by = ["par_9_assigned", "par_2_assigned", ',
     "assigned_by = "),
    ("duplicate_code", VL, ASSIGNED, 'assigned_by = ["par_2_assigned", "par_2_assigned", ',
     "assigned_by = "),
    ("peers_missing", HX, GROUPS, "", 'measure = "commune_par_rank", tier'),
    ("peers_unexpected", HX, CITY, CITY + GROUPS,
     'measure = "city_papi_tier", peers'),
    ("wrong_measure", HX, GROUPS, GROUPS.replace("commune_par_peers", "commune_sipas_rate"),
     'peers_measure = "commune_sipas_rate"'),
    ("duplicate_name", VL, 'label = "Thứ hạng PAR INDEX: Cải cách thể chế"',
     'label = "Thứ hạng PAR INDEX: Cải cách tài chính công"',
     'label = "Thứ hạng PAR INDEX: Cải cách tài chính công"\nsource = { kind = "reported", value = '
     '"rank" }\nours = true\nnote = "Tám lĩnh vực theo bộ PAR INDEX cấp tỉnh dùng từ năm 2022; cấu '
     'hình, cần đối chiếu với danh mục giao (phụ lục) của huyện và bộ chỉ số của từng năm."\n\n'
     '[[measures]]\ncode = "par_6_assigned"'),
    ("duplicate_name", VL, 'code = "par_1_rank"', 'code = "ind_tasks"',
     'code = "ind_tasks"\nlabel = "Thứ hạng'),
    ("unknown_key", HX, 'source = { kind = "hand_in_on_time" }',
     'source = { kind = "hand_in_on_time", by = "coordinator" }', '"hand_in_on_time", by'),
    # units
    ("unknown_unit", HX, HX_UNIT, HX_UNIT.replace("10417", "10418"), '"10418"'),
    ("unknown_unit", HX, HX_UNIT, 'unit = { level = "province", code = "10417" }',
     'level = "province", code = "10417"'),
    ("unknown_unit", HX, HX_UNIT, 'unit = { level = "body", file = "hoa_xa", code = "HX-XX" }',
     "HX-XX"),
    ("unknown_bodies", HX, HX_UNIT, 'unit = { level = "body", file = "hoa", code = "HX-VP" }',
     'file = "hoa"'),
    ("target_file", HX, HX_UNIT, 'unit = { level = "body", code = "HX-VP" }', '"HX-VP"'),
    ("target_file", HX, HX_UNIT, 'unit = { level = "commune", code = "10417", file = "hoa_xa" }',
     'file = "hoa_xa" }\nrule'),
    ("unknown_unit", NH, 'district_code = "572"', 'district_code = "999"', '"999"'),
    ("unknown_unit", NH, 'district_code = "572"', 'province_code = "99"', '"99"'),
    ("target_figure", HX, CITY_TIER,
     'kind = "threshold", measure = "task_rate", op = ">=", value = "50"', 'value = "50"'),
    ("target_figure", HX, CITY_TIER,
     'kind = "recognised", table = "initiatives", min_level = "commune"', '"commune" }\nis_scored'),
    ("unused_measure", HX, CITY_TIER, CITY_TIER.replace("city_papi_tier", "commune_par_rank"),
     'code = "city_papi_tier"'),
    # days
    ("base_year", VL, "base_years = [2020]", "base_years = [2021]", "base_years"),
    ("base_year", VL, "base_years = [2020]", "base_years = [1999]", "base_years"),
    ("duplicate_code", VL, "base_years = [2020]", "base_years = [2020, 2020]", "base_years"),
    ("deadline_before_plan", VL, NOMINATION, r"\1", 'when = { kind = "anniversary"'),
    ("deadline_before_plan", VL, "starts_on = 2021-11-01, ends_on = 2021-11-30",
     "starts_on = 2021-06-01, ends_on = 2021-06-30", "2021-06-30"),
    ("deadline_before_plan", HQ, HQ_DOSSIER, HQ_DOSSIER.replace("31, month = 12", "1, month = 7"),
     "day = 1, month = 7"),
    ("deadline_before_plan", NH, 'issued_text = "Năm 2022, sau ngày 25/02/2022"',
     "issued_on = 2022-04-01", WINDOW),
    ("special_year_same", VL, 'when = { kind = "window", starts_on = 2021-11-01, ends_on = '
     "2021-11-30 }, text = \"Riêng năm 2021: gửi", 'when = { kind = "yearly_by", day = 11, month = '
     '6 }, text = "Riêng năm 2021: gửi', "day = 11, month = 6 }, text"),
    ("deadline_order", HQ, HQ_PROPOSAL, 'when = { kind = "yearly_by", day = 1, month = 12 }',
     "day = 1, month = 12"),
    ("deadline_order", VL, re.compile(r'(code = "proposal".*?)day = 11, month = 6', re.DOTALL),
     r"\1day = 1, month = 6", "day = 1, month = 6"),
    ("uncertainty_without_set", BG, "[workbook]", '[ranking.uncertainty]\nweight_pct = "10"\n'
     'draws = 10\nseed = 1\nlow_pct = 5\nhigh_pct = 95\nnote = "Của chúng tôi."\n\n[workbook]',
     "[ranking.uncertainty]"),
]  # fmt: skip

# the same for the sample programme that uses the sample criteria set
USING: list[tuple[str, Any, str, str]] = [
    ("set_unreportable", '"satisfaction", ', "", "criteria_set = "),
    ("set_unreportable", '"results", ', "", "criteria_set = "),
    ("set_unreportable", ', "initiatives"]', "]", "criteria_set = "),
    ("set_unreportable", re.compile(r"\[workbook\].*", re.DOTALL), "", "criteria_set = "),
    ("unused_table", ', "initiatives"]', ', "initiatives", "discipline"]', "tables = "),
    ("unused_table", 'criteria_set = "mau"\n', "", "tables = "),
    ("measure_in_set", "[ranking]\n", '[[measures]]\ncode = "happy"\nlabel = "Hài lòng"\nsource = '
     '{ kind = "reported", value = "pct" }\n\n[ranking]\n', 'code = "happy"'),
    ("unknown_measure", '{ by = "measure", measure = "on_time" }', '{ by = "measure", measure = '
     '"late" }', '"late"'),
    ("ranking_measure", '{ by = "measure", measure = "on_time" }', '{ by = "measure", measure = '
     '"pledged" }', '"pledged"'),
    ("not_in_force", "years = [2024]", "years = [2023]", "criteria_set = "),
    ("uncertainty_without_set", 'criteria_set = "mau"\n', "", "[ranking.uncertainty]"),
    ("out_of_range", 'weight_pct = "10"', 'weight_pct = "0"', "weight_pct"),
    ("out_of_range", 'weight_pct = "10"', 'weight_pct = "100"', "weight_pct"),
    ("out_of_range", "draws = 1000", "draws = 0", "draws"),
    ("out_of_range", "draws = 1000", "draws = 10001", "draws"),
    ("out_of_range", "low_pct = 5", "low_pct = -1", "low_pct"),
    ("out_of_range", "low_pct = 5", "low_pct = 95", "low_pct"),
    ("out_of_range", "high_pct = 95", "high_pct = 101", "high_pct"),
]  # fmt: skip

BAD: list[tuple[Any, ...]] = [*PLANS, *USING]


@pytest.mark.parametrize(("code", "name", "old", "new", "marker"), PLANS, ids=ids(PLANS))
def test_a_plan_is_refused_at_its_line(
    tmp_path: Path, code: str, name: str, old: Any, new: str, marker: str
) -> None:
    text = spoilt(FILES[name].read_text("utf-8"), old, new)
    assert_found(code, text, marker, kept(tmp_path, text))


@pytest.mark.parametrize(("code", "old", "new", "marker"), USING, ids=ids(USING))
def test_a_programme_is_held_against_its_criteria_set(
    tmp_path: Path, code: str, old: Any, new: str, marker: str
) -> None:
    text = spoilt(PLAN, old, new)
    assert_found(code, text, marker, kept(tmp_path, text), kept(tmp_path, SET, "set.toml"))


def test_a_figure_of_the_set_needs_no_sheet_when_only_the_coordinator_has_it(
    tmp_path: Path,
) -> None:
    plan = kept(tmp_path, spoilt(PLAN, '"results", ', ""), "plan.toml")
    text = SET
    for value in ("date", "yes_no"):
        text = spoilt(text, f'value = "{value}" }}', f'value = "{value}", by = "coordinator" }}')
    assert check_files([kept(tmp_path, text, "set.toml"), plan]) == ()


def test_punctuality_in_a_set_needs_the_calendar_of_the_programme(tmp_path: Path) -> None:
    old = 'source = { kind = "reported", value = "yes_no" }'
    criteria = kept(tmp_path, spoilt(SET, old, 'source = { kind = "hand_in_on_time" }'), "set.toml")
    assert_found("no_due_dates", PLAN, "criteria_set = ", kept(tmp_path, PLAN), criteria)
    with_calendar = PLAN.replace("criteria_set", 'reporting_calendar = "cchc_581"\ncriteria_set', 1)
    assert check_files([criteria, kept(tmp_path, with_calendar)]) == ()


def test_conditions_may_look_at_figures_of_the_criteria_set(tmp_path: Path) -> None:
    condition = """[[conditions]]
code = "dung_han_tren_98"
subject = "collective"
label = "Hồ sơ đúng hạn trên 98%"
asks = "Trên 98% hồ sơ đúng hạn"
rule = { kind = "threshold", measure = "on_time", op = ">", value = "98" }
cite = { section = "Phần I" }

[ranking]
"""
    criteria = kept(tmp_path, SET, "set.toml")
    assert check_files([criteria, kept(tmp_path, spoilt(PLAN, "[ranking]\n", condition))]) == ()
    never = spoilt(PLAN, "[ranking]\n", condition.replace('"98"', '"100"'))
    assert_found("unreachable", never, 'value = "100"', kept(tmp_path, never), criteria)


@pytest.mark.parametrize(
    "unit",
    [
        'unit = { level = "body", file = "hoa_xa", code = "HX-VHXH" }',
        'unit = { level = "province", code = "01" }',
    ],
)
def test_a_target_of_a_unit_that_takes_part_may_look_at_its_hand_in(
    tmp_path: Path, unit: str
) -> None:
    text = spoilt(FILES[HX].read_text("utf-8"), HX_PROVINCE, unit)
    text = spoilt(
        text,
        re.compile(r"rule = .*city_papi_tier.*"),
        'rule = { kind = "threshold", measure = "task_rate", op = ">=", value = "50" }',
    )
    text = spoilt(
        text, re.compile(r'\[\[measures\]\]\ncode = "city_papi_tier".*?\n\n', re.DOTALL), ""
    )
    found = [each.code for each in check_files([kept(tmp_path, text)])]
    assert found == (["rule.target_figure"] if "province" in unit else [])


def test_a_commune_of_the_plan_takes_part_too(tmp_path: Path) -> None:
    text = spoilt(FILES[BG].read_text("utf-8"), 'level = "province", code = "20"',
                  'level = "commune", code = "06112"')  # fmt: skip
    text = spoilt(
        text,
        re.compile(r'(code = "province_par_improved".*?)rule = [^\n]*', re.DOTALL),
        r'\1rule = { kind = "threshold", measure = "task_rate", op = ">=", value = "50" }',
    )
    codes = {each.code for each in check_files([kept(tmp_path, text)])}
    assert codes == {"rule.unused_measure"}


DAYS = st.dates(dt.date(2018, 1, 1), dt.date(2027, 12, 31))
WHEN = st.one_of(
    st.builds("{{ kind = \"yearly_by\", day = {}, month = {} }}".format, st.integers(-1, 32),
              st.integers(-1, 13)),
    st.builds("{{ kind = \"yearly_before\", day = {}, month = {} }}".format, st.integers(1, 31),
              st.integers(1, 12)),
    st.builds("{{ kind = \"window\", starts_on = {}, ends_on = {} }}".format, DAYS, DAYS),
    st.just('{ kind = "to_be_announced" }'),
    st.builds('{{ kind = "with_reports", periods = ["{}"] }}'.format, st.sampled_from(["Q1", "Y"])),
)  # fmt: skip


YEARS = st.lists(st.one_of(st.integers(2019, 2027), st.integers(-1, 10**14)), max_size=3)


@settings(max_examples=120)
@given(st.lists(WHEN, min_size=4, max_size=4), DAYS, YEARS, YEARS, YEARS)
def test_any_days_give_findings_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory,
    whens: list[str],
    issued: dt.date,
    base_years: list[int],
    years: list[int],
    special: list[int],
) -> None:
    text = FILES[VL].read_text("utf-8").replace("issued_on = 2021-08-13", f"issued_on = {issued}")
    text = text.replace("base_years = [2020]", f"base_years = {base_years}")
    text = text.replace("\nyears = [2021", f"\nyears = {[*years, *special]} #")
    for year in special:
        text = text.replace("{ year = 2021,", f"{{ year = {year},", 1)
    parts = re.split(r"when = \{ kind = \"\w+\", [^}]*\}", text)
    assert len(parts) == len(whens) + 1
    text = "".join(
        f"{part}when = {when}" for part, when in zip(parts, whens, strict=False)
    ) + parts[-1]  # fmt: skip
    path = kept(tmp_path_factory.mktemp("plan"), text)
    for each in check_files([path]):
        assert_vietnamese(each.message)


@settings(max_examples=100)
@given(st.integers(0, 10**9), st.integers(1, 4))
def test_broken_programmes_and_sets_together_give_findings_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, seed: int, times: int
) -> None:
    chance, folder = random.Random(seed), tmp_path_factory.mktemp("plan")
    plan, criteria = PLAN, SET
    for _ in range(times):
        plan = mutated(plan, chance)
    if chance.randrange(2):
        criteria = mutated(criteria, chance)
    paths = [kept(folder, criteria, "set.toml"), kept(folder, plan, "plan.toml")]
    for each in check_files(paths):
        assert each.line is not None
        assert_vietnamese(each.message)
