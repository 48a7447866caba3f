"""The strict reader refuses what is unknown, contradictory or unreachable, at its line."""

from __future__ import annotations

import random
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import reader
from schemas.findings import Refusal, catalogue
from schemas.reader import (
    check_file,
    check_files,
    load_all,
    load_calendar,
    load_class_scheme,
    load_criteria_set,
    load_programme,
    rule_files,
)
from schemas.toml_lines import key_lines, line_of
from tests import rule_kit, test_citations, test_rule_lint, test_set_lint
from tests.rule_kit import FILES, assert_found, assert_vietnamese, kept, mutated, places

NH = "programmes/ninh_hoa_2022"
VL = "programmes/van_lam_2021"
HQ = "programmes/hon_quan_2024"
BG = "programmes/binh_gia_2024"
HX = "programmes/hoa_xa_2025"
P7 = "programmes/qd_766"
S7 = "criteria_sets/qd_766"
KH = "class_schemes/khanh_hoa_2021"
GR = "class_schemes/bonoivu_groups"
CAL = "reporting/cchc_581"

SIPAS = 'measure = "sipas_rate", op = ">=", value = "90"'
WINDOW = 'when = { kind = "window", starts_on = 2022-01-01, ends_on = 2022-03-31 }'
DVTT_SUM = 'maximum = "22"\nkind = "sum"'
GIAY_KHEN = '{ subject = "collective", source = "plan", maximum = 10,'

# code, file, what is replaced (once), by what, and a piece of the line that must be named
BAD = [
    # the text itself
    ("syntax", NH, 'id = "ninh_hoa_2022"', 'id = ninh_hoa_2022', "id = ninh"),
    ("syntax", NH, "years = [2022]", "years = [2022", "period_kinds"),
    ("syntax", NH, "ends_on = 2022-12-31", "ends_on = 2022-02-30", "2022-02-30"),
    ("syntax", NH, "sets = 2", "sets 2", "sets 2"),
    ("syntax", NH, 'code = "dossier"', 'code = "dossier', 'code = "dossier'),
    ("duplicate_key", NH, "sets = 2", "sets = 2\nsets = 3", "sets = 3"),
    ("duplicate_key", NH, "[workbook]", "[ranking]\n[workbook]", "[ranking]\n[workbook]"),
    ("not_nfc", NH, 'label = "Xếp loại PAR Index"', 'label = "Xe\u0302\u0301p"', 'label = "Xe'),
    ("missing_file_kind", NH, 'kind = "programme"\n', "", None),
    ("unknown_file_kind", NH, 'kind = "programme"', 'kind = "plan"', 'kind = "plan"'),
    # one key at a time
    ("unknown_key", NH, "sets = 2", "sets = 2\ncopies = 2", "copies"),
    ("unknown_key", NH, SIPAS, SIPAS + ", unit = 1", "unit = 1"),
    ("missing_key", NH, 'short_title = "Ninh Hòa 2022"\n', "", None),
    ("missing_key", NH, 'measure = "sipas_rate", op = ">=", ', 'measure = "sipas_rate", ',
     'measure = "sipas_rate", value'),
    ("missing_key", NH, 'rule = { kind = "threshold", ' + SIPAS, "rule = { " + SIPAS, SIPAS),
    ("unknown_word", NH, 'family = "award"', 'family = "contest"', "contest"),
    ("unknown_word", NH, 'op = ">=", value = "90"', 'op = "=>", value = "90"', '"=>"'),
    ("unknown_word", NH, '{ kind = "to_be_announced" }', '{ kind = "someday" }', "someday"),
    ("unknown_word", VL, '"judged", by = "coordinator" }\ncite = { section = "Phần III, mục 2, '
     'điểm c"', '"guessed" }\ncite = { section = "Phần III, mục 2, điểm c"', "guessed"),
    ("wrong_type", NH, "sets = 2", 'sets = "2"', 'sets = "2"'),
    ("wrong_type", NH, "years = [2022]", "years = 2022", "years = 2022"),
    ("wrong_type", NH, "ends_on = 2022-12-31", 'ends_on = "2022-12-31"', 'ends_on = "'),
    ("wrong_type", NH, "ends_on = 2022-12-31", "ends_on = 2022-12-31T00:00:00", "T00"),
    ("wrong_type", P7, "ours = true", 'ours = "true"', 'ours = "true"'),
    ("wrong_type", NH, 'units = { kind = "bodies", file = "ninh_hoa" }', "units = 3", "units = 3"),
    ("not_exact", NH, SIPAS, SIPAS.replace('"90"', "90.0"), "90.0"),
    ("bad_number", NH, SIPAS, SIPAS.replace('"90"', '"90 %"'), "90 %"),
    ("bad_number", NH, SIPAS, SIPAS.replace('"90"', '"9e1"'), "9e1"),
    ("bad_number", NH, "maximum = 10, per = \"plan\", text = \"Không quá 10 tập thể\"",
     "maximum = 0xffffffffffffffff, text = \"nhiều\"", "0xfff"),
    ("bad_code", NH, 'code = "par_points"', 'code = "điểm"', 'code = "điểm"'),
    ("bad_code", NH, 'district_code = "572"', 'district_code = "5720"', "5720"),
    ("empty_text", NH, 'label = "Biên bản bình xét khen thưởng"', 'label = ""', 'label = ""'),
    ("empty_text", NH, 'label = "Biên bản bình xét khen thưởng"', 'label = "  "', 'label = "  "'),
    ("long_text", NH, 'label = "Biên bản bình xét khen thưởng"', f'label = "{"a" * 4001}"', "aaaa"),
    # references
    ("unknown_measure", NH, SIPAS, SIPAS.replace("sipas_rate", "sipas_rat"), '"sipas_rat"'),
    ("unknown_measure", HQ, 'applies_if = { measure = "is_evaluated"',
     'applies_if = { measure = "is_counted"', "is_counted"),
    ("unknown_measure", NH, '{ by = "measure", measure = "sipas_rate" }',
     '{ by = "measure", measure = "sipas" }', 'measure = "sipas" }'),
    ("unknown_table", NH, 'table = "dossiers"', 'table = "files"', '"files"'),
    ("unknown_table", BG, 'tables = ["tasks"]', 'tables = ["tasks", "todo"]', "todo"),
    ("unknown_column", NH, 'all_yes = ["is_on_time", "is_quality_accepted"]',
     'all_yes = ["is_on_time", "is_good"]', "is_good"),
    ("wrong_column", NH, 'all_yes = ["is_on_time", "is_quality_accepted"]',
     'all_yes = ["is_on_time", "task_name"]', '"task_name"'),
    ("wrong_table", NH, 'kind = "recognised", table = "initiatives"',
     'kind = "recognised", table = "tasks"', '"recognised", table = "tasks"'),
    ("unknown_class_scheme", NH, '"khanh_hoa_2021"', '"khanh_hoa_2031"', "khanh_hoa_2031"),
    ("unknown_band", NH, 'band = "tot"', 'band = "xuat_sac"', "xuat_sac"),
    ("unknown_criteria_set", P7, 'criteria_set = "qd_766"', 'criteria_set = "qd_76"', '"qd_76"'),
    ("unknown_reporting_calendar", NH, '"cchc_581"', '"cchc_582"', "cchc_582"),
    ("unknown_bodies", NH, 'file = "ninh_hoa"', 'file = "ninh_hoa_moi"', "ninh_hoa_moi"),
    ("unknown_body_group", NH, 'file = "ninh_hoa" }', 'file = "ninh_hoa", groups = ["army"] }',
     "army"),
    ("unknown_condition", NH, '"inherited", condition = "sipas"',
     '"inherited", condition = "papi"', 'condition = "papi"'),
    ("unknown_condition", NH, '"inherited", condition = "sipas"',
     '"inherited", condition = "ind_on_time"', 'condition = "ind_on_time"'),
    ("inherited_by_unit", NH, 'rule = { kind = "threshold", ' + SIPAS + ', near_margin = "1" }',
     'rule = { kind = "inherited", condition = "on_time" }',
     'condition = "on_time" }\ncite = { section = "Phần V, mục 2, điểm a"'),
    ("register_scope", NH, 'level = "commune", district_code = "572"', 'level = "commune"',
     'level = "commune", on'),
    ("register_scope", NH, 'district_code = "572"', 'district_code = "572", province_code = "56"',
     "province_code"),
    # values
    ("unreachable", NH, 'op = ">", value = "98"', 'op = ">", value = "100"', '"100", near'),
    ("unreachable", NH, SIPAS, SIPAS.replace('"90"', '"100.01"'), "100.01"),
    ("unreachable", NH, 'op = ">", value = "98"', 'op = "<", value = "0"', '"0", near'),
    ("always_met", NH, SIPAS, SIPAS.replace('"90"', '"0"'), 'value = "0"'),
    ("always_met", NH, 'op = ">", value = "98"', 'op = "<=", value = "100"', '"100", near'),
    ("always_met", NH, 'op = "=", band = "tot"', 'op = ">=", band = "yeu"', '"yeu"'),
    ("always_met", HX, "tier = 2, tiers = 3", "tier = 3, tiers = 3", "tiers = 3"),
    ("tier_impossible", HX, "tier = 2, tiers = 4", "tier = 5, tiers = 4", "tier = 5"),
    ("margin_impossible", NH, 'value = "98", near_margin = "1"', 'value = "98", near_margin = "0"',
     'near_margin = "0"'),
    ("margin_without_note", HQ, '\nnote = "Biên sát ngưỡng 1 điểm phần trăm là của chúng tôi."',
     "", "near_margin"),
    ("wrong_measure", NH, SIPAS, SIPAS.replace("sipas_rate", "par_class"),
     'measure = "par_class", op = ">="'),
    ("wrong_measure", VL, '"attested", measure = "discipline_attested"',
     '"attested", measure = "task_rate"', '"attested", measure = "task_rate"'),
    ("wrong_measure", VL, 'measures = ["par_1_rank", ', 'measures = ["task_rate", ',
     'measures = ["task_rate", '),
    ("ratio_over_100", NH, 'denominator = ["early_count", "on_time_count", "late_count"]',
     'denominator = ["on_time_count", "late_count"]', 'denominator = ["on_time_count"'),
    ("unexpected_maximum", NH, 'value = "class" }', 'value = "class", maximum = "4" }',
     'maximum = "4"'),
    ("not_positive", NH, 'value = "points", maximum = "100"', 'value = "points", maximum = "0"',
     'maximum = "0"'),
    ("not_positive", NH, "sets = 2", "sets = 0", "sets = 0"),
    ("contradiction", NH, 'measure = "on_time_rate", op = ">", value = "98"',
     'measure = "sipas_rate", op = "<", value = "90"', 'op = "<"'),
    ("repeated_rule", NH, 'measure = "on_time_rate", op = ">", value = "98"', SIPAS,
     "rule = { kind = \"threshold\", " + SIPAS + ', near_margin = "1" }\ncite = { section = "Phần '
     'V, mục 2, điểm a" }\nnote = "Biên sát ngưỡng 1 điểm phần trăm là của chúng tôi."\n\n'
     '[[conditions]]\ncode = "initiative"'),
    # what nobody uses or can report
    ("unused_measure", NH, 'keys = [\n  { by = "conditions_met" },\n  { by = "measure", measure = '
     '"par_points" },', 'keys = [\n  { by = "conditions_met" },', 'code = "par_points"'),
    ("unreportable", NH, '"satisfaction", "results", "initiatives", ', '"results", "initiatives", ',
     'table = "satisfaction"'),
    ("unreportable", HQ, 'tables = ["results", "initiatives", "discipline"]',
     'tables = ["results", "initiatives"]', 'kind = "veto"'),
    ("unreportable", VL, 'tables = ["tasks", "results", "initiatives", "individuals"]',
     'tables = ["tasks", "initiatives", "individuals"]',
     'source = { kind = "reported", value = "rank" }'),
    ("unused_table", BG, 'tables = ["tasks"]', 'tables = ["tasks", "dossiers"]', '"dossiers"'),
    ("class_without_scheme", NH, 'class_scheme = "khanh_hoa_2021"\n', "", 'value = "class"'),
    ("no_due_dates", BG, 'reporting_calendar = "cchc_581"\n', "", "hand_in_on_time"),
    ("individual_rule", NH, '{ kind = "inherited", condition = "par_class" }',
     '{ kind = "attested", measure = "par_class" }', '"attested", measure = "par_class" }'),
    ("no_subject", HQ, 'code = "leading"\nsubject = "collective"',
     'code = "leading"\nsubject = "individual"', 'subject = "individual"'),
    ("no_subject", HQ, '{ subject = "collective", source = "plan", maximum = 5',
     '{ subject = "individual", source = "plan", maximum = 5', '{ subject = "individual"'),
    ("award_without_conditions", NH,
     re.compile(r'\[\[conditions\]\]\ncode = "ind_.*?(?=\[\[awards\]\])', re.DOTALL), "",
     '{ subject = "individual", source = "external"'),
    ("nothing_to_do", BG, re.compile(r"\[\[measures\]\].*?(?=\[\[roles\]\])", re.DOTALL), "",
     "family"),
    ("target_rule", HX, 'kind = "tier_position", measure = "city_papi_tier", tier = 2, tiers = 4, '
     'by = "published_tier", better_counts = true', 'kind = "inherited", condition = "x"',
     '"inherited"'),
    # time
    ("period_reversed", VL, "ends_on = 2025-12-31", "ends_on = 2020-12-31", "ends_on = 2020"),
    ("year_outside", VL, "years = [2021, 2022", "years = [2020, 2021, 2022", "years = [2020"),
    ("year_outside", VL, "{ year = 2021, when = { kind = \"window\", starts_on = 2021-11-01, "
     "ends_on = 2021-11-30 }, text = \"Riêng năm 2021: gửi",
     "{ year = 2031, when = { kind = \"window\", starts_on = 2031-11-01, "
     "ends_on = 2031-11-30 }, text = \"Riêng năm 2031: gửi", "{ year = 2031"),
    ("not_in_force", NH, '"khanh_hoa_2021"', '"hai_phong_wards_2025"', "hai_phong"),
    ("impossible_date", HQ, 'when = { kind = "yearly_before", day = 31, month = 12 }\ntext = '
     '"Trước ngày 31/12 hằng năm; ngày cuối cùng hợp lệ là 30/12"\ncite = { section = "Phần III',
     'when = { kind = "yearly_before", day = 31, month = 2 }\ntext = '
     '"Trước ngày 31/12 hằng năm; ngày cuối cùng hợp lệ là 30/12"\ncite = { section = "Phần III',
     "month = 2 }"),
    ("impossible_date", VL, "day = 11, month = 6", "day = 31, month = 4", "month = 4"),
    ("window_reversed", NH, WINDOW, WINDOW.replace("2022-03-31", "2021-03-31"), "2021-03-31"),
    ("deadline_outside", NH, WINDOW, WINDOW.replace("2022-", "2030-"), "2030-01-01"),
    ("deadline_outside", NH, WINDOW, WINDOW.replace("2022-01", "2019-01"), "2019-01-01"),
    ("lead_days", HQ, "days = 10", "days = -10", "days = -10"),
    ("special_year_same", VL, "when = { kind = \"window\", starts_on = 2021-11-01, ends_on = "
     "2021-11-30 }, text = \"Riêng năm 2021: tham mưu", "when = { kind = \"anniversary\", day = "
     "11, month = 6, occasion = \"Kỷ niệm ngày Chủ tịch Hồ Chí Minh ra lời kêu gọi Thi đua ái "
     "quốc và Ngày truyền thống Thi đua yêu nước\" }, text = \"Riêng năm 2021: tham mưu",
     "{ year = 2021, when = { kind = \"anniversary\""),
    ("group_day", NH, "on = 2022-04-21", "on = 2019-04-21", "on = 2019"),
    ("document_late", HQ, "issued_on = 2024-07-23", "issued_on = 2026-07-23", "2026-07-23"),
    ("basis_later", HQ, "issued_on = 2024-07-19", "issued_on = 2024-08-19", "2024-08-19"),
    ("document_undated", NH, 'issued_text = "Năm 2022, sau ngày 25/02/2022"\n', "", "[document]"),
    ("period_not_in_calendar", NH, '["Q1", "H1", "Q3", "Y"]', '["Q1", "Q2", "Q3", "Y"]', '"Q2"'),
    ("period_without_calendar", NH, 'reporting_calendar = "cchc_581"\n', "", "period_kinds"),
    ("period_not_in_plan", BG, 'period_kinds = ["Q1", "H1", "Q3", "Y"]',
     'period_kinds = ["Q1", "H1", "Y"]',
     'periods = ["Q1", "H1", "Q3", "Y"] }\ntext = "Thể hiện trong báo cáo CCHC Quý I'),
    ("reports_without_calendar", BG, 'reporting_calendar = "cchc_581"\n', "",
     'periods = ["Q1", "H1", "Q3", "Y"] }\ntext = "Thể hiện trong báo cáo CCHC Quý I'),
    # lists, awards, ranking
    ("duplicate_code", NH, 'code = "on_time"', 'code = "sipas"',
     'code = "sipas"\nsubject = "collective"\nlabel = "Hồ sơ'),
    ("duplicate_code", VL, "years = [2021, 2022", "years = [2021, 2021, 2022", "years = "),
    ("duplicate_code", NH, 'number = "5"', 'number = "4"',
     'number = "4"\ntext = "Đẩy mạnh tuyên truyền'),
    ("numbering", HQ, "number = 9", "number = 10", "number = 10"),
    ("empty_list", NH, "years = [2022]", "years = []", "years = []"),
    ("empty_list", BG, 'keys = [{ by = "conditions_met" }, { by = "measure", measure = "task_rate"'
     " }]", "keys = []", "keys = []"),
    ("no_coordinator", HQ, 'role = "coordinator"', 'role = "support"', "[[roles]]"),
    ("ours_without_note", NH, '\nnote = "Kế hoạch chỉ xét xếp loại; điểm chỉ dùng để xếp thứ tự '
     'đề nghị."', "", "ours = true"),
    ("quota_missing", NH, GIAY_KHEN, GIAY_KHEN.replace(" maximum = 10,", ""),
     '{ subject = "collective", source = "plan", per'),
    ("quota_unexpected", NH, GIAY_KHEN, GIAY_KHEN.replace('"plan"', '"external"'),
     'source = "external", maximum'),
    ("not_positive", NH, GIAY_KHEN, GIAY_KHEN.replace("10", "0"), "maximum = 0"),
    ("award_unexpected", NH, 'family = "award"', 'family = "improvement"', "[[awards]]"),
    ("award_missing", BG, 'family = "improvement"', 'family = "award"', "family"),
    ("index_without_set", P7, 'criteria_set = "qd_766"\n', "", "family"),
    ("ranking_points", P7, 'criteria_set = "qd_766"\n', "", "keys = [{"),
    ("ranking_key", NH, '{ by = "measure", measure = "sipas_rate" }', '{ by = "measure" }',
     '{ by = "measure" }'),
    ("ranking_measure", NH, '{ by = "measure", measure = "sipas_rate" }',
     '{ by = "measure", measure = "par_class" }', '{ by = "measure", measure = "par_class" }'),
    ("ranking_conditions", P7, 'by = "total_points"', 'by = "conditions_met"', "conditions_met"),
    # criteria sets
    ("unknown_parent", S7, 'code = "TTTT"\nparent = "DVTT"', 'code = "TTTT"\nparent = "DVT"',
     'parent = "DVT"\n'),
    ("parent_cycle", S7, 'code = "DVTT"', 'code = "DVTT"\nparent = "CLGQ"', 'parent = "CLGQ"'),
    ("parent_later", S7, 'code = "CKMB"', 'code = "CKMB"\nparent = "MDHL"', 'parent = "MDHL"'),
    ("children_sum", S7, 'maximum = "12"', 'maximum = "11"', DVTT_SUM),
    ("roots_sum", S7, 'maximum = "20"', 'maximum = "19"', 'maximum = "100"'),
    ("sum_without_parts", S7, 'maximum = "20"\nkind = "published_points"',
     'maximum = "20"\nkind = "sum"', 'kind = "sum"\naliases = ["Tiến độ'),
    ("parts_without_sum", S7, DVTT_SUM, DVTT_SUM.replace("sum", "published_points"),
     'kind = "published_points"\naliases = ["Dịch vụ trực tuyến"'),
    ("duplicate_code", S7, 'code = "TTTT"', 'code = "CLGQ"',
     'code = "CLGQ"\nparent = "DVTT"\nname = "Thanh'),
    ("duplicate_name", S7, '"Hài lòng", "Điểm hài lòng"', '"Công khai minh bạch"',
     'aliases = ["Công khai minh bạch", "Mức độ hài'),
    ("duplicate_name", S7, 'name = "Số hóa hồ sơ"', 'name = "Thanh  toán"',
     'aliases = ["Thanh toán", "Mức'),
    ("not_positive", S7, 'maximum = "12"', 'maximum = "-12"', 'maximum = "-12"'),
    ("decimals", S7, "decimals = 2", "decimals = 9", "decimals = 9"),
    ("lights", S7, 'met_from_pct = "90"', 'met_from_pct = "70"', "met_from_pct"),
    ("period_reversed", S7, "starts_on = 2022-08-01", "starts_on = 2022-08-01\nends_on = "
     "2021-08-01", "ends_on"),
    ("not_exact", S7, 'maximum = "12"', "maximum = 12.5", "12.5"),
    # class schemes
    ("band_order", KH, "order = 2", "order = 3", "order = 3\n\n[[bands]]\ncode = \"trung"),
    ("band_bounds", GR, 'lower = "80"', 'lower = "90"',
     'lower = "90"\n\n[[bands]]\ncode = "nhom_c'),
    ("band_bounds", GR, 'lower = "80"', 'lower = "95"', 'lower = "95"'),
    ("duplicate_code", KH, 'code = "kha"', 'code = "tot"', 'code = "tot"\nlabel = "Khá"'),
    ("wrong_type", KH, "is_verified = true", 'is_verified = "true"', "is_verified"),
    ("unverified_without_note", GR, re.compile(r"\nnote = .*"), "", "is_verified"),
    # calendars
    ("impossible_date", CAL, "ends_month = 6\nends_day = 14", "ends_month = 6\nends_day = 31",
     "ends_day = 31"),
    ("window_reversed", CAL, "starts_month = 6\nstarts_day = 15", "starts_month = 11\nstarts_day "
     "= 15", "ends_day = 14\ndue_month = 9"),
    ("due_before_cutoff", CAL, "due_month = 3\ndue_day = 20", "due_month = 3\ndue_day = 14",
     "due_day = 14"),
    ("windows_overlap", CAL, "starts_month = 6\nstarts_day = 15", "starts_month = 3\nstarts_day = "
     "1", 'period = "Q3"'),
    ("windows_start", CAL, 'label = "Năm"\nstarts_month = 12\nstarts_day = 15',
     'label = "Năm"\nstarts_month = 12\nstarts_day = 1', "starts_day = 1\n"),
    ("duplicate_code", CAL, 'period = "Q3"', 'period = "H1"', 'period = "H1"\nlabel = "Quý III"'),
    ("unknown_word", CAL, 'period = "Q3"', 'period = "Q2"', 'period = "Q2"'),
]  # fmt: skip


def spoilt(name: str, old: str | re.Pattern[str], new: str) -> str:
    return rule_kit.spoilt(FILES[name].read_text("utf-8"), old, new)


@pytest.mark.parametrize(
    ("code", "name", "old", "new", "marker"),
    BAD,
    ids=[f"{row[0]}-{i}" for i, row in enumerate(BAD)],
)
def test_refused_at_its_line(
    tmp_path: Path, code: str, name: str, old: Any, new: str, marker: str | None
) -> None:
    text = spoilt(name, old, new)
    assert_found(code, text, marker, kept(tmp_path, text))


@pytest.mark.parametrize("path", rule_files(), ids=lambda path: path.name)
def test_the_product_files_are_clean(path: Path) -> None:
    assert check_file(path) == ()


def test_every_sentence_about_rules_is_reached() -> None:
    elsewhere = {"not_found", "too_large", "not_utf8", "other_kind", "duplicate_id"}
    told = {code.removeprefix("rule.") for code in catalogue() if code.startswith("rule.")}
    rows = (*BAD, *test_set_lint.BAD, *test_rule_lint.BAD, *test_citations.BAD)
    assert told == {row[0] for row in rows} | elsewhere


def test_all_problems_come_at_once_in_the_order_of_lines(tmp_path: Path) -> None:
    text = spoilt(NH, "sets = 2", 'sets = "2"\ncopies = 1').replace(
        'family = "award"', "family = 1"
    )
    found = places(kept(tmp_path, text))
    assert [code for code, _ in found] == [
        "rule.unknown_word",
        "rule.wrong_type",
        "rule.unknown_key",
    ]
    lines = [line for _, line in found if line is not None]
    assert lines == sorted(lines)


def test_the_place_is_said_in_words(tmp_path: Path) -> None:
    path = kept(tmp_path, spoilt(NH, SIPAS, SIPAS.replace('"90"', "90.0")))
    assert check_file(path)[0].message.startswith("Điều kiện “sipas”, quy tắc, khóa “value”: ")


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    assert places(tmp_path / "none.toml") == [("rule.not_found", None)]
    assert places(tmp_path) == [("rule.not_found", None)]
    assert places(kept(tmp_path, "# x\n" * 300_000)) == [("rule.too_large", None)]
    path = tmp_path / "latin.toml"
    path.write_bytes('kind = "programme"\ntitle = "K\xe9"\n'.encode("latin-1"))
    assert places(path) == [("rule.not_utf8", 2)]


def test_deep_nesting_and_endless_numbers_are_refused_not_crashing(tmp_path: Path) -> None:
    for depth in (50, 300, 450, 5000):
        text = 'kind = "class_scheme"\nid = ' + "[" * depth + "]" * depth
        assert check_file(kept(tmp_path, text))
    assert places(kept(tmp_path, "id = " + "9" * 5000)) == [("rule.syntax", 1)]


def test_windows_line_ends_and_byte_order_mark_are_fine(tmp_path: Path) -> None:
    text = FILES[NH].read_text("utf-8").replace("\n", "\r\n")
    path = kept(tmp_path, "\ufeff" + text)
    assert check_file(path) == ()
    bad = kept(tmp_path, text.replace("sets = 2", "sets = 0"))
    line = text[: text.index("sets = 2")].count("\n") + 1
    assert places(bad) == [("rule.not_positive", line)]


def test_loaders_return_their_kind_or_refuse(tmp_path: Path) -> None:
    assert load_programme(FILES[NH]).id == "ninh_hoa_2022"
    assert load_criteria_set(FILES[S7]).id == "qd_766"
    assert load_class_scheme(FILES[KH]).id == "khanh_hoa_2021"
    assert load_calendar(FILES[CAL]).id == "cchc_581"
    with pytest.raises(Refusal) as other:
        load_programme(FILES[CAL])
    assert [(each.code, each.line) for each in other.value.findings] == [("rule.other_kind", 2)]
    with pytest.raises(Refusal) as bad:
        load_calendar(kept(tmp_path, spoilt(CAL, "due_day = 20", "due_day = 40")))
    assert [each.code for each in bad.value.findings] == ["rule.impossible_date"]


def test_files_checked_together_may_refer_to_each_other(tmp_path: Path) -> None:
    scheme = kept(
        tmp_path,
        spoilt(KH, 'id = "khanh_hoa_2021"', 'id = "moi"'),
        "scheme.toml",
    )
    plan = kept(tmp_path, spoilt(NH, '"khanh_hoa_2021"', '"moi"'), "plan.toml")
    assert [code for code, _ in places(plan)] == ["rule.unknown_class_scheme"]
    assert check_files([scheme, plan]) == ()
    assert check_files([plan, scheme]) == ()


def test_two_files_of_the_product_may_not_share_an_id(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = kept(tmp_path, FILES[KH].read_text("utf-8"), "copy.toml")
    monkeypatch.setattr("schemas.reader.rule_files", lambda: (*FILES.values(), copy))
    reader._library.cache_clear()
    load_all.cache_clear()
    try:
        with pytest.raises(Refusal) as refusal:
            load_all()
    finally:
        reader._library.cache_clear()
        load_all.cache_clear()
    assert [(each.code, each.line) for each in refusal.value.findings] == [("rule.duplicate_id", 3)]


@pytest.mark.parametrize("name", FILES)
def test_no_broken_file_crashes_the_reader(tmp_path: Path, name: str) -> None:
    chance = random.Random(name)  # a fixed seed: the same files every time
    text = FILES[name].read_text("utf-8")
    for _ in range(60):
        broken = mutated(text, chance)
        for each in check_file(kept(tmp_path, broken)):
            assert each.line is not None
            assert 1 <= each.line <= broken.count("\n") + 1
            assert_vietnamese(each.message)


# ---------------------------------------------------------------- lines of keys

VALUES: list[tuple[str, dict[tuple[str | int, ...], int]]] = [
    ('"a # b = [x] \\" y"', {}),
    ("'c = \"1'", {}),
    ('"""\nfake = 1\n[not_a_table]\n\\""" still """""', {}),
    ("'''\nfake = 2\n'''", {}),
    ("[\n  1, # note ]\n  2,\n]", {(0,): 1, (1,): 2}),
    ('{ a = 1, "b c" = { d = "x, }" } }', {("a",): 0, ("b c",): 0, ("b c", "d"): 0}),
    ("[{ x = 1 },\n { x = [2] }]", {(0, "x"): 0, (1,): 1, (1, "x"): 1, (1, "x", 0): 1}),
    ("2021-01-01 07:32:00 # a date", {}),
    ("-1.5", {}),
    ("true", {}),
]
HEADERS = ["[[rows]]", '[[ rows . "in ner" ]]', "[rows.table]", "# comment = 1"]


@given(st.lists(st.tuples(st.sampled_from(HEADERS), st.lists(st.sampled_from(VALUES), max_size=4))))
def test_every_key_is_found_on_its_line(parts: list[tuple[str, list[Any]]]) -> None:
    text, wanted = "", {}
    rows, inner, tables = -1, -1, 0
    here: tuple[str | int, ...] = ()
    for number, (header, values) in enumerate(parts):
        if header == "[[rows]]":
            rows, inner, tables = rows + 1, -1, 0
            here = ("rows", rows)
        elif "in ner" in header and rows >= 0:
            inner += 1
            here = ("rows", rows, "in ner", inner)
        elif header == "[rows.table]" and rows >= 0 and not tables:
            tables = 1
            here = ("rows", rows, "table")
        else:
            header = "# nothing"
        if not header.startswith("#"):
            wanted[here] = text.count("\n") + 1
        text += header + "\n"
        for index, (value, inside) in enumerate(values):
            line = text.count("\n") + 1
            path = (*here, f"k{number}_{index}", "sub")
            wanted |= {path[:-1]: line, path: line}
            wanted |= {(*path, *more): line + below for more, below in inside.items()}
            text += f"  k{number}_{index} . 'sub' = {value}\n"
    tomllib.loads(text)
    lines = key_lines(text)
    assert {path: lines.get(path) for path in wanted} == wanted


def _paths(data: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    items = data.items() if isinstance(data, dict) else enumerate(data)
    found = []
    for key, value in items:
        found.append((*path, key))
        if isinstance(value, dict | list):
            found += _paths(value, (*path, key))
    return found


@pytest.mark.parametrize("name", FILES)
def test_every_key_of_the_product_files_has_its_line(name: str) -> None:
    text = FILES[name].read_text("utf-8")
    lines, written = key_lines(text), text.split("\n")
    for path in _paths(tomllib.loads(text)):
        named = [step for step in path if isinstance(step, str)][-1]
        assert named in written[lines[path] - 1] or isinstance(path[-1], int), path


def test_an_absent_key_stands_at_its_nearest_parent() -> None:
    lines = key_lines("a = 1\n[b]\nc = { d = 1 }\n")
    assert line_of(lines, ("b", "c", "e", 0)) == 3
    assert line_of(lines, ("b", "x")) == 2
    assert line_of(lines, ("x",)) == 1
    assert line_of(lines, ()) == 1


@given(st.text(alphabet="a.[]{}=\"'#,\\\n 1", max_size=60))
def test_the_scanner_ends_on_any_text(text: str) -> None:
    lines = key_lines(text)
    assert all(1 <= line <= text.count("\n") + 1 for line in lines.values())


def test_days_in_sentences_are_written_as_people_write_them(tmp_path: Path) -> None:
    path = kept(tmp_path, spoilt(VL, "ends_on = 2025-12-31", "ends_on = 2020-12-31"))
    assert "31/12/2020 trước ngày bắt đầu 01/01/2021" in check_file(path)[0].message
    path = kept(tmp_path, spoilt(NH, WINDOW, WINDOW.replace("2022-", "2030-")))
    assert "01/01/2022 - 31/12/2023" in check_file(path)[0].message
