"""Progress, awards, scoring, help and the map, run as the framework runs them."""

from __future__ import annotations

import datetime as dt
import json

import filled
import pytest

from dashboard.charts import places as chart
from dashboard.parts import awards, help_pages, places, progress
from etl.plan_calendar import plan_days
from etl.scope import programme_of
from schemas.findings import catalogue
from schemas.register_points import ALWAYS_SHOWN, points
from schemas.roles import role_book
from schemas.spec_pages import ORDER, spec_pages
from warehouse import readers


def test_progress_counts_every_unit_once(store, run, text):
    where = (filled.PROGRAMME, filled.PERIOD)
    rows = readers.progress(store, *where, "commune")
    page = text(run(store, "progress", ke_hoach=where[0], ky=where[1], khoi="commune"))
    states = rows["hand_in_state"].to_list()
    here = len(states) - states.count("missing")
    assert f"{here}/{len(states)} đơn vị" in page
    assert all(name in page for name in rows["unit_name"])
    for state, (word, _) in progress.STATES.items():
        assert (f"{word} {states.count(state)}" in page) == bool(states.count(state))


def test_who_has_not_handed_in_is_reminded(store, run):
    rows = readers.progress(store, filled.PROGRAMME, filled.PERIOD, "commune")
    missing = rows.filter(rows["hand_in_state"] == "missing")["unit_name"].to_list()
    assert missing, "the filled store leaves some units out"
    app = run(store, "progress", ke_hoach=filled.PROGRAMME, ky=filled.PERIOD, khoi="commune")
    (box,) = app.text_area
    assert all(f"- {name}" in box.value for name in missing)


def test_what_the_council_decides_is_not_missing_figures(store):
    rows = readers.progress(store, filled.PROGRAMME, filled.PERIOD)
    conditions = readers.criteria(store, filled.PROGRAMME).filter(rule_kind="judged").height
    assert conditions > 0
    assert rows["asked_count"].max() <= readers.criteria(store, filled.PROGRAMME).height
    handed = rows.filter(rows["hand_in_state"] != "missing")
    assert (handed["known_count"] <= handed["asked_count"]).all()


@pytest.mark.parametrize(
    ("today", "state", "left"),
    [
        (dt.date(2024, 12, 30), "soon", 0),
        (dt.date(2024, 12, 31), "past", -1),
        (dt.date(2024, 12, 23), "soon", 7),
        (dt.date(2024, 12, 22), "open", 8),
    ],
)
def test_an_exclusive_deadline_ends_the_day_before(today, state, left):
    days = plan_days(programme_of("hon_quan_2024"), 2024, today)
    dossier = next(each for each in days if each.last_day == dt.date(2024, 12, 30))
    assert (dossier.state, dossier.days_left) == (state, left)


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (dt.date(2024, 12, 20), "còn 10 ngày"),
        (dt.date(2024, 12, 30), "hôm nay là ngày cuối"),
        (dt.date(2025, 1, 30), "đã qua</span> 31 ngày"),
        (dt.date(2025, 1, 31), "đã qua</span> từ 30/12/2024"),
        (dt.date(2029, 8, 1), "đã qua</span> từ 30/12/2024"),
    ],
)
def test_a_deadline_long_past_is_told_by_its_day(today, said):
    days = plan_days(programme_of("hon_quan_2024"), 2024, today)
    dossier = [each for each in days if each.last_day == dt.date(2024, 12, 30)]
    assert said in progress.deadlines(dossier, None, "Năm 2024")


def test_a_report_with_every_period_is_due_four_times():
    days = plan_days(programme_of("binh_gia_2024"), 2024, dt.date(2024, 1, 1))
    assert len(days) == 8
    assert [each.last_day for each in days] == sorted(each.last_day for each in days)


def test_what_is_to_be_announced_stays_open():
    days = plan_days(programme_of("ninh_hoa_2022"), 2022, dt.date(2022, 6, 1))
    assert "unannounced" in {each.state for each in days}
    assert days[-1].last_day is None


def test_the_award_file_shows_every_unit_and_no_person(store, run, text):
    page = text(run(store, "awards", ke_hoach=filled.PROGRAMME, ky=filled.PERIOD))
    assert "hội đồng quyết định" in page
    for name in readers.units(store, filled.PROGRAMME)["unit_name"]:
        assert name in page


def test_names_of_persons_are_only_for_those_allowed():
    person = {
        "rank": 1, "name": "Nguyễn Văn A", "unit_name": "Xã A", "state": "met", "why": [],
    }  # fmt: skip
    assert "Nguyễn Văn A" not in awards.persons([person], may_see=False)
    assert "Nguyễn Văn A" in awards.persons([person], may_see=True)


def test_every_rule_kind_has_its_page(store, run, text):
    pages = spec_pages()
    assert [page.code for page in pages] == list(ORDER)
    for page in pages:
        shown = text(run(store, "scoring", muc=page.code))
        assert page.title in shown
        assert page.tables[0].cases[0].caption in shown


def test_how_sure_a_place_is_stands_beside_it(store, run, text):
    shown = text(run(store, "scoring", muc="rank_interval"))
    assert "hạng 1; còn có thể hạng 1 đến 3; theo trọng số hạng 1" in shown
    assert "đồng hạng kỹ thuật với C, B" in shown
    assert "Câu giải thích" not in shown, "no case has one"


def test_every_topic_of_the_help_opens(store, run, text):
    for topic in help_pages.topics():
        assert topic.text in text(run(store, "help_page", muc=topic.code))
    codes = text(run(store, "help_page", muc=help_pages.CODES))
    assert "value.not_number" in codes
    assert "{" not in codes, "no blank of a sentence is left open"
    assert "value.not_number" in catalogue()


def test_what_a_case_lacks_is_a_sentence_of_its_own(store, run, text):
    page = text(run(store, "scoring", muc="threshold"))
    assert "Số liệu chưa đáp ứng yêu cầu. Đúng bằng ngưỡng, phải vượt ≈ 1 hồ sơ." in page
    assert "Số liệu chưa đáp ứng yêu cầu. Thiếu " in page


def test_a_plan_without_awards_is_not_quietly_replaced_by_another(store, run, text):
    page = text(run(store, "awards", ke_hoach=filled.INDEX, ky=filled.MONTH))
    assert "Chỉ số 766 không đặt ra hình thức khen thưởng" in page
    assert "không đặt ra hình thức" not in text(
        run(store, "awards", ke_hoach=filled.PROGRAMME, ky=filled.PERIOD)
    )


def test_the_islands_stand_on_every_map():
    assert set(ALWAYS_SHOWN) <= set(points())
    isles = places.islands()
    near = [{"name": "Xã A", "label": "A", "lon": 106.0, "lat": 20.9, "shown": "1", "score": 1.0,
             "order": 1}]  # fmt: skip
    whole = chart.chart(near, isles, None, title="Điểm", is_score=True, kinds={})
    for drawn in (whole, chart.inset(isles)):
        said = json.dumps(drawn.to_dict(), ensure_ascii=False)
        assert "Hoàng Sa" in said
        assert "Trường Sa" in said


def test_outlines_are_taken_only_when_they_are_outlines(tmp_path):
    assert places.outlines(tmp_path) is None
    path = tmp_path / places.OUTLINES
    for broken in ("", "[]", "{}", '{"features": [{"geometry": {"type": "Point"}}]}'):
        path.write_text(broken)
        assert places.outlines(tmp_path) is None
    ring = [[105, 10], [106, 10], [106, 11], [105, 10]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    path.write_text(json.dumps({"features": [{"geometry": shape, "properties": {"a": "<b>"}}]}))
    assert places.outlines(tmp_path) == {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": {}, "geometry": shape}],
    }


@pytest.mark.parametrize("screen", ["progress", "awards", "scoring", "help_page", "places"])
def test_an_empty_warehouse_teaches(empty, run, text, screen):
    from warehouse.opening import open_warehouse

    assert text(run(open_warehouse(empty), screen))


def test_the_awards_page_knows_the_due_day_of_its_period(store, run, text):
    page = text(run(store, "awards", ke_hoach=filled.PROGRAMME, ky=filled.PERIOD))
    assert "Hạn nộp số liệu" in page
    assert text_of_due(store) in page
    assert "Kỳ này chưa ấn định hạn nộp." not in page


def text_of_due(store):
    """Return the due day of the year's period as the page writes it."""
    periods = readers.periods(store, filled.PROGRAMME)
    due = periods.filter(periods["period_id"] == "2022-Y")["due_on"].item()
    return f"{due:%d/%m/%Y}"


@pytest.mark.parametrize("role", [each.code for each in role_book().role if each.is_account])
def test_the_help_opens_with_the_guide_of_whoever_is_signed_in(store, run, text, sign_in, role):
    sign_in(store, role=role, unit_id=filled.ABOVE)
    guide = help_pages.guide(role)
    assert guide.text in text(run(store, "help_page"))
    assert help_pages.topics()[0].text in text(run(store, "help_page", muc="bat-dau"))
