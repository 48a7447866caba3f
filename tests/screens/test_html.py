"""The one helper that makes HTML, and hostile names through every part that draws them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import polars as pl
import pytest

from dashboard import text
from dashboard.charts import position
from dashboard.html import Html, clean, escape, join, plain, tag
from dashboard.parts import (
    board,
    lights,
    outcome,
    wall_ask,
    wall_frame,
    wall_scenes,
    wall_stories,
)
from dashboard.parts.choices import Scope
from schemas.findings import Finding

HOSTILE = "<script>alert('x')</script> \"Xã\" & \u202eqwe\u200f \x07<img src=x onerror=a()>"

AS_OF = dt.datetime.fromisoformat("2025-11-03T08:00")

SCOPE = Scope(
    {"programme_id": "p", "short_title": HOSTILE, "has_workbook": True},
    {"period_id": "2025-10", "label": "Tháng 10/2025", "due_on": None},
    "commune",
    HOSTILE,
)


def ranked(**changes: object) -> pl.DataFrame:
    row = {
        "rank": 1, "unit_code": "\"><b>", "unit_name": HOSTILE, "group_code": "commune",
        "group_label": HOSTILE, "score": Decimal("9.5"), "max_score": Decimal(10),
        "score_unit": "điểm", "class_name": HOSTILE, "rank_change": None, "is_tied": False,
        "is_late": True,
    }  # fmt: skip
    return pl.DataFrame([row | changes], schema_overrides={"rank_change": pl.Int64})


def states() -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "unit_code": "\"><b>", "criterion_code": "c", "criterion_order": 1,
                "state": "not_met", "is_near": True, "value_text": HOSTILE,
            }
        ]
    )  # fmt: skip


def safe(page: str) -> bool:
    marks = ("<script", "<img", '<b>"', "\u202e", "\u200f", "\x07", 'onerror=a()"')
    return not any(mark in page for mark in marks)


def test_data_is_escaped_and_html_is_not():
    assert escape("<b>&\"'") == "&lt;b&gt;&amp;&quot;&#x27;"
    assert escape(tag("b", "x")) == "<b>x</b>"
    assert join(["<", tag("br")], " & ") == "&lt; &amp; <br>"
    assert isinstance(join([]), Html)


def test_attributes_are_escaped_and_event_handlers_refused():
    assert tag("p", title='"><script>') == '<p title="&quot;&gt;&lt;script&gt;"></p>'
    assert tag("p", None, hidden=True, class_=None, data_x=1) == '<p hidden="" data-x="1"></p>'
    with pytest.raises(ValueError, match="attribute"):
        tag("p", onclick="x")
    with pytest.raises(ValueError, match="element"):
        tag("p><script", "x")


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "//evil", "http://x", "/etc", "data:x", "\tjavascript:x"]
)
def test_links_leave_the_app_nowhere(link):
    with pytest.raises(ValueError, match="link"):
        tag("a", "x", href=link)


def test_links_inside_the_app_are_allowed():
    assert 'href="don-vi?ky=2025-10&amp;x=1"' in tag("a", "x", href="don-vi?ky=2025-10&x=1")
    assert 'href="#a"' in tag("a", "x", href="#a")


def test_marks_that_reorder_text_are_dropped_and_vietnamese_is_kept():
    assert clean("a\u202eb\u2066c\u0000d") == "abcd"
    assert clean("Hòa Xá — Đông\nThái") == "Hòa Xá — Đông\nThái"


def test_hostile_names_stay_text_on_the_board(monkeypatch):
    monkeypatch.setattr("streamlit.query_params", {}, raising=True)
    page = board.table(ranked(), states(), {"c": HOSTILE}, SCOPE)
    assert safe(page), page
    assert "&lt;script&gt;" in page
    assert safe(board.headline(SCOPE, ranked(), ranked().clear()).replace(HOSTILE, ""))
    left_out = pl.DataFrame([{"unit_code": HOSTILE, "unit_name": HOSTILE, "reason": HOSTILE}])
    assert safe(board.excluded(left_out, SCOPE))


def test_hostile_names_stay_text_on_the_wall():
    facts = {
        "data_as_of": AS_OF, "is_sample": True, "revision": 3,
        "source_note": HOSTILE, "status_label": HOSTILE,
    }  # fmt: skip
    seal = {"digest": HOSTILE, "closed_at": AS_OF}
    asked = wall_ask.Ask(
        SCOPE, 20, Decimal(1), tuple(wall_ask.SCENES), 30, '"><b>', True, AS_OF.date()
    )
    moved = pl.DataFrame(
        [{"unit_name": HOSTILE, "rank_change": 2, "rank_before": 3, "rank": 1, "is_up": True}]
    )
    praised = ranked().with_columns(is_first=True, is_full=True, is_climber=False)
    red = pl.DataFrame(
        [
            {
                "criterion_code": "c",
                "name": HOSTILE,
                "not_met_count": 1,
                "near_count": 0,
                "asked_count": 1,
            }
        ]
    )
    unit = pl.DataFrame([{"criterion_code": "c", "unit_name": HOSTILE}])
    due = {"due_on": AS_OF.date(), "label": HOSTILE}
    scenes = [
        *wall_scenes.pages(ranked(), states(), {"c": HOSTILE}, asked, 10),
        *wall_scenes.fields(states(), {"c": HOSTILE}, asked, 10),
        *wall_stories.movers(moved, asked, 10),
        *wall_stories.reds(red, unit, HOSTILE, due, Decimal(1), Decimal(80)),
        *wall_stories.praise(praised, asked, 10),
    ]
    page = wall_frame.wall(asked, scenes, 10, ranked(), {"c"}, facts, seal)
    assert safe(page), page
    assert page.count("&lt;script&gt;") >= len(scenes)
    assert "Dữ liệu mẫu" in page


def test_hostile_cells_stay_text_in_findings():
    found = Finding("a.b", "must_fix", HOSTILE, HOSTILE, sheet=HOSTILE, cell="C5", found=HOSTILE)
    assert safe(outcome.findings([found]))


def test_a_light_is_never_colour_alone():
    for light in lights.ordered():
        assert light.word in lights.legend({light.code})
        assert light.code in lights.legend({light.code})
    row = {"state": "not_met", "is_near": True}
    assert lights.spoken([row, row, {"state": "met", "is_near": False}]) == ("1 đạt, 2 sát ngưỡng")


def test_many_lights_are_counted_not_drawn():
    many = [{"state": "met", "is_near": False, "criterion_code": str(n)} for n in range(40)]
    assert lights.strip(many, {}).count("<i ") == 1
    assert "40" in lights.strip(many, {})


def test_words_of_change():
    assert [text.change(steps) for steps in (None, 0, 3, -2)] == [
        "",
        "giữ hạng",
        "lên 3",
        "xuống 2",
    ]


def test_words_inside_a_sentence_keep_abbreviations():
    assert text.lower_first("Xã, phường") == "xã, phường"
    assert text.lower_first("UBND các xã") == "UBND các xã"


def test_the_chart_stresses_one_unit_and_says_it_in_words():
    frame = pl.concat([ranked(unit_code="a", unit_name="A"), ranked(unit_code="b", rank=2)])
    spec = position.chart(frame, "b").to_dict()
    rows = spec["data"]["values"]
    assert [row["self"] for row in rows] == [False, True]
    assert rows[0]["shown"] == "9,5"
    assert position.words(frame, "a").startswith("A đạt 9,5 điểm, hạng 1 trên 2")


def test_a_percent_sign_never_begins_a_line():
    assert tag("p", "từ 90 % trở lên") == "<p>từ 90\u00a0% trở lên</p>"
    assert plain(tag("p", "từ 90 %")) == "từ 90 %"
