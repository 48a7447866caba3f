"""Every scene of the wall, its size for the room, and what it never shows."""

from __future__ import annotations

import datetime as dt
import html
from decimal import Decimal
from pathlib import Path

import filled
import polars as pl
import pytest

from dashboard.parts import wall_ask, wall_frame, wall_scenes, wall_stories
from dashboard.parts.qr import qr
from dashboard.screens import wall
from etl.scope import coordinator, programme_of
from schemas.wall import TOKEN_REQUIRED
from warehouse import closing, wall_readers, wall_tokens
from warehouse.opening import open_warehouse
from warehouse.sessions import SIGN_IN_REQUIRED

PLAN = {"ke_hoach": filled.PROGRAMME, "ky": filled.PERIOD, "khoi": "commune"}
EARLIER, TODAY = "2022-Q1", dt.date(2022, 6, 1)


def scenes(page: str) -> list[str]:
    return page.split('class="td-wall-scene')[1:]


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse in which three units swapped their places between two periods."""
    store = open_warehouse(tmp_path_factory.mktemp("doi-hang"))
    # the figures of half a year hold those of its first quarter, so they only grow
    for period, total, lates in ((EARLIER, 100, (0, 1, 3)), (filled.PERIOD, 400, (12, 5, 3))):
        for (code, _), late in zip(filled.units(store)[:3], lates, strict=True):
            made = filled.hand_in(store, code, late=late, total=total, period=period)
            assert made.accepted, made.findings
    store.close()
    return store.data_dir


@pytest.fixture
def swapped(moved):
    store = open_warehouse(moved)
    yield store
    store.close()


# ---------------------------------------------------------------- what the address asks


@pytest.mark.parametrize(
    ("inch", "metres", "scale"),
    [
        (None, None, "1"),
        ("55", "5", "1"),
        ("55", "8", "1.6"),
        ("75", "5", "0.733"),
        ("55", "3", "0.6"),
        ("55", "2,5", "0.5"),
        ("10", "50", "2"),
        ("200", "1", "0.5"),
        ("0", "x", "1"),
        ("5e1", "-5", "1"),
    ],
)
def test_letters_grow_with_the_distance_and_shrink_with_the_screen(inch, metres, scale):
    assert wall_ask.scale_from(inch, metres) == Decimal(scale)


@pytest.mark.parametrize(
    ("scale", "rows", "sealed"), [("1", 10, 9), ("1.6", 5, 5), ("0.6", 17, 16), ("2", 4, 4)]
)
def test_bigger_letters_leave_fewer_rows(scale, rows, sealed):
    assert wall_ask.rows_from(Decimal(scale)) == rows
    assert wall_ask.rows_from(Decimal(scale), sealed=True) == sealed


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        (None, wall_ask.SCENES),
        ("", wall_ask.SCENES),
        ("x,y", wall_ask.SCENES),
        ("khen,bang,khen", ("khen", "bang")),
    ],
)
def test_scenes_are_chosen_by_the_address(asked, shown):
    assert wall_ask.scenes_from(asked) == shown


def test_the_size_is_in_the_page(store, run, text):
    page = text(run(store, "wall", **PLAN, inch="55", m="8"))
    assert "--td-scale:1.600;--td-rows:5" in page


# ---------------------------------------------------------------- the board


def test_only_the_top_and_the_viewing_units_neighbours_are_shown(store, run, text):
    here = {"ke_hoach": filled.INDEX, "ky": filled.MONTH, "khoi": "commune", "canh": "bang"}
    code = filled.units(store, filled.INDEX)[10][0]
    page = text(run(store, "wall", **here, dau="2", don_vi=code))
    pages = scenes(page)
    assert [each.count('role="listitem"') for each in pages] == [2, 5]
    assert page.count("td-wall-own") == 1
    assert "td-wall-own" in pages[1]
    every = scenes(text(run(store, "wall", **here, dau="0")))
    assert [each.count('role="listitem"') for each in every] == [6, 6], "nobody stands alone"


# ---------------------------------------------------------------- movers


def test_movers_are_ranked_by_how_far_they_came(swapped):
    moved = wall_readers.movers(swapped, filled.PROGRAMME, filled.PERIOD, "commune")
    names = [name for _, name in filled.units(swapped)[:3]]
    assert moved.select("unit_name", "rank_before", "rank", "is_up", "move_place").rows() == [
        (names[2], 3, 1, True, 1),
        (names[0], 1, 3, False, 1),
    ]


def test_those_who_fell_are_named_only_when_asked(swapped, run, text):
    shown = text(run(swapped, "wall", **PLAN, canh="tien"))
    assert "Tiến bộ nhiều nhất" in shown
    assert "hạng 3 → 1" in shown
    assert "hạng 1 → 3" not in shown
    named = text(run(swapped, "wall", **PLAN, canh="tien", neu_ten="1"))
    assert "Giảm hạng nhiều nhất" in named
    assert "hạng 1 → 3" in named


# ---------------------------------------------------------------- the race


def test_the_race_counts_on_time_late_and_missing(store):
    race = wall_readers.hand_in_race(store, filled.PROGRAMME, filled.PERIOD, TODAY.isoformat())
    first = race.row(0, named=True)
    everyone = len(filled.units(store))
    assert (first["on_time_count"], first["late_count"]) == (0, 3)
    assert first["missing_count"] == everyone - 3
    assert first["unit_count"] == everyone
    assert first["days_left"] == (first["due_on"] - TODAY).days
    assert wall_readers.hand_in_race(store, filled.INDEX, filled.MONTH, "2025-10-01").is_empty()


@pytest.mark.parametrize(
    ("due_on", "left", "words"),
    [
        (dt.date(2026, 3, 20), 5, "Còn 5 ngày, hạn nộp 20/03/2026."),
        (dt.date(2026, 3, 20), 0, "Hôm nay, 20/03/2026, là ngày cuối nhận số liệu."),
        (dt.date(2026, 3, 20), -1, "Đã hết hạn nộp từ ngày 20/03/2026."),
        (None, None, "Kỳ này chưa ấn định hạn nộp."),
    ],
)
def test_the_time_left_in_words(due_on, left, words):
    assert wall_stories.deadline(due_on, left) == words


def test_the_race_is_shown_before_anyone_is_ranked(fresh, run, text):
    page = text(run(fresh, "wall", **PLAN))
    assert "Bảng tự hiện ngay khi có số liệu được nhận." in page
    assert "Tiến độ nộp số liệu" in page
    assert "chưa nộp" in page


# ---------------------------------------------------------------- reds and praise


def test_reds_say_how_many_who_follows_and_until_when(store, run, text):
    page = text(run(store, "wall", **PLAN, canh="do"))
    reds = wall_readers.red_criteria(store, filled.PROGRAMME, filled.PERIOD, "commune")
    worst = reds.row(0, named=True)
    assert reds["not_met_count"].is_sorted(descending=True)
    assert f"{worst['not_met_count']}/{worst['asked_count']}" in page
    assert page.count('td-wall-card"') == min(3, reds.height)
    assert coordinator(filled.PROGRAMME) == "Phòng Nội vụ"
    assert "Phòng Nội vụ" in page
    assert "Số liệu tiếp theo" in page
    unit = wall_readers.red_units(store, filled.PROGRAMME, filled.PERIOD, "commune").row(
        0, named=True
    )
    assert unit["unit_name"] not in page
    assert unit["unit_name"] in text(run(store, "wall", **PLAN, canh="do", neu_ten="1"))


def test_near_the_threshold_is_not_met_and_said_to_be_near(fresh, run, text):
    for (code, _), late in zip(filled.units(fresh)[:4], (2, 4, 5, 30), strict=True):
        assert filled.hand_in(fresh, code, late=late).accepted
    where = (fresh, filled.PROGRAMME, filled.PERIOD, "commune")
    row = wall_readers.red_criteria(*where).row(
        by_predicate=pl.col("criterion_code") == "on_time", named=True
    )
    asked = len(filled.units(fresh))
    assert (row["not_met_count"], row["near_count"], row["asked_count"]) == (3, 2, asked)
    page = text(run(fresh, "wall", **PLAN, canh="do", neu_ten="1"))
    assert f">3/{asked}</b>" in page
    assert "(gồm 2 sát ngưỡng)" in page
    named = wall_readers.red_units(*where).filter(criterion_code="on_time")["unit_name"]
    first, second, furthest = (name for _, name in filled.units(fresh)[1:4])
    assert named.to_list() == [furthest, first, second], "those near come last"


def test_the_next_due_day_is_the_first_from_today_on(store):
    due = wall_readers.next_due(store, filled.PROGRAMME, "2022-03-21")
    assert due["due_on"] > dt.date(2022, 3, 21)
    assert wall_readers.next_due(store, filled.PROGRAMME, due["due_on"].isoformat()) == due
    assert wall_readers.next_due(store, filled.PROGRAMME, "2099-01-01") is None


def test_praise_says_for_what(swapped, run, text):
    page = text(run(swapped, "wall", **PLAN, canh="khen"))
    best = filled.units(swapped)[2][1]
    assert f">{best}</p>" in page
    assert "dẫn đầu" in page
    assert "tiến bộ nhất, lên 2 bậc" in page
    assert filled.units(swapped)[0][1] not in page


def test_no_person_is_on_any_scene(store, run, text):
    page = text(run(store, "wall", **PLAN, neu_ten="1")).casefold()
    assert filled.ACTOR.casefold() not in page
    assert "kỷ luật" not in page


# ---------------------------------------------------------------- the seal


def test_a_closed_period_bears_its_seal(fresh, run, text):
    for (code, _), late in zip(filled.units(fresh)[:2], (0, 4), strict=True):
        assert filled.hand_in(fresh, code, late=late).accepted
    assert "Tạm tính" in text(run(fresh, "wall", **PLAN))
    made = closing.close_period(
        fresh, programme_of(filled.PROGRAMME), filled.PERIOD, actor=filled.ACTOR, reason="Đủ"
    )
    page = text(run(fresh, "wall", **PLAN))
    assert "Đã chốt" in page
    assert "Tạm tính" not in page
    assert wall_frame.seal_code(made.board_sha256) in page
    assert "td-wall-qr" in page
    assert "Tiến độ nộp số liệu" not in page
    assert filled.ACTOR not in page


def test_a_seal_code_is_the_head_of_the_digest():
    assert wall_frame.seal_code("3f2a9b11c0d4e5f6" + "0" * 48) == "3F2A-9B11-C0D4-E5F6"


def test_a_qr_code_is_a_picture_inside_the_page():
    drawn = qr("THIDUA x 2022-H1 SHA-256 " + "0" * 64, "Mã QR", "td-wall-qr")
    picture = html.unescape(drawn).split("url('")[1].split("')")[0]
    assert picture.startswith("data:image/svg+xml")
    assert not set(picture) & set("\"'<>() ")


# ---------------------------------------------------------------- the token


def test_a_revoked_token_turns_its_screen_off(fresh, run, text):
    made = wall_tokens.create(fresh, "Sảnh", actor="Quản trị")
    assert "td-wall-head" in text(run(fresh, "wall", **PLAN, token=made.token))
    wall_tokens.revoke(fresh, made.token_id, actor="Quản trị")
    page = text(run(fresh, "wall", **PLAN, token=made.token))
    assert "đã bị thu hồi" in page
    assert "td-wall-head" not in page
    assert "td-wall-head" in text(run(fresh, "wall", **PLAN))


def test_a_wall_may_ask_for_a_token(fresh, run, text, monkeypatch):
    monkeypatch.setenv(TOKEN_REQUIRED, "1")
    made = wall_tokens.create(fresh, "Sảnh", actor="Quản trị")
    assert "cần mã để mở" in text(run(fresh, "wall", **PLAN))
    assert "không có hoặc đã bị thu hồi" in text(run(fresh, "wall", **PLAN, token="x" * 32))
    assert "td-wall-head" in text(run(fresh, "wall", **PLAN, token=made.token))


def test_a_name_is_as_big_as_its_row_has_room_for():
    empty = wall_scenes.Columns(decimals=0, has_changes=False, class_length=0)
    crowded = wall_scenes.Columns(decimals=2, has_changes=True, class_length=10)
    one = Decimal(1)
    name = "Phòng Nông nghiệp và Phát triển nông thôn"
    assert wall_scenes.name_css(name, one, empty.room(4, one)) == "td-wall-name"
    assert wall_scenes.name_css(name, one, crowded.room(6, one)).endswith("td-wall-twice")
    assert wall_scenes.name_css(name, one, crowded.room(7, one)).endswith("td-wall-long")
    assert wall_scenes.name_css(name, one, crowded.room(8, one)).endswith("td-wall-longest")
    assert empty.room(4, Decimal(2)) < empty.room(4, one)


def test_a_name_of_two_lines_gets_a_taller_row_and_the_page_fewer_rows(fresh, run, text):
    by_length = sorted(filled.departments(fresh), key=lambda unit: len(unit[1]))
    for code, _ in (*by_length[:9], *by_length[-3:]):
        assert filled.hand_in(fresh, code, late=1).accepted
    page = text(run(fresh, "wall", **{**PLAN, "khoi": "department"}, canh="bang", m="6"))
    most = wall_ask.rows_from(Decimal("1.2"))
    rows, tall = zip(
        *((each.count('role="listitem"'), each.count("td-wall-tall")) for each in scenes(page)),
        strict=True,
    )
    assert sum(rows) == 12
    assert 3 <= sum(tall) < 12
    heights = [n + Decimal("0.45") * t for n, t in zip(rows, tall, strict=True)]
    assert max(heights) <= most
    assert max(heights) - min(heights) < 2 * Decimal("1.45"), "no page is half empty"


def test_the_last_unit_does_not_stand_alone_when_a_name_is_tall():
    tall = [False, False, True, *[False] * 9]
    assert wall_scenes._evenly(slice(0, 12), tall, 4) == (
        Decimal("3.5"), [slice(0, 3), slice(3, 6), slice(6, 9), slice(9, 12)],
    )  # fmt: skip
    assert wall_scenes._evenly(slice(0, 10), [False] * 10, 10) == (10, [slice(0, 10)])
    assert wall_scenes._evenly(slice(0, 1), [True], 1) == (1, [slice(0, 1)])


# ---------------------------------------------------------------- reds


@pytest.mark.parametrize(
    ("names", "units", "scale", "cards"),
    [
        (["SIPAS", "Hồ sơ đúng hạn", "Số hóa"], [], "1", [3]),
        (["SIPAS", "Hồ sơ đúng hạn", "Số hóa"], ["Phòng Y tế"], "1", [3]),
        (["SIPAS", "Hồ sơ đúng hạn", "Số hóa"],
         ["Trung tâm Văn hóa, Thể thao và Truyền thông huyện"] * 3, "1", [2, 1]),
        (["SIPAS", "Hồ sơ đúng hạn", "Số hóa"], [], "2", [1, 1, 1]),
        (["Hoàn thành đúng tiến độ, đạt chất lượng mọi nhiệm vụ, đề án, dự án, giải pháp"] * 2,
         ["Trung tâm Văn hóa, Thể thao và Truyền thông huyện"] * 3, "1", [1, 1]),
    ],
)  # fmt: skip
def test_so_many_cards_stand_on_a_page_as_have_room_for_their_words(names, units, scale, cards):
    found = pl.DataFrame(
        [
            {"criterion_code": f"C{place}", "name": name, "not_met_count": 15, "asked_count": 19,
             "near_count": 7}
            for place, name in enumerate(names)
        ]
    )  # fmt: skip
    named = pl.DataFrame(
        [{"criterion_code": code, "unit_name": unit}
         for code in found["criterion_code"] for unit in units],
        schema={"criterion_code": pl.String, "unit_name": pl.String},
    )  # fmt: skip
    room = wall_ask.room_from(Decimal(scale))
    made = wall_stories.reds(found, named, "Phòng Nội vụ", None, Decimal(scale), room)
    assert [len(scene.pieces) for scene in made] == cards


def test_the_foot_does_not_say_twice_that_figures_are_a_sample():
    facts = {"data_as_of": None, "status_label": "tạm tính", "is_sample": True}
    sample, office = (
        str(wall_frame._foot(None, facts | {"source_note": note}, set(), None))
        for note in ("Dữ liệu mẫu, không phải số liệu thật", "Sở Nội vụ")
    )
    assert (sample.count("Dữ liệu mẫu"), "Nguồn" in sample) == (1, False)
    assert "Nguồn: Sở Nội vụ" in office


# ---------------------------------------------------------------- what open walls are given


def test_an_open_wall_is_given_what_its_page_draws(store, run, text):
    asked = {**PLAN, "inch": "75", "m": "8", "canh": "do,bang", "neu_ten": "1", "xoay": "9"}
    drawn = text(run(store, "wall", **asked))
    given = wall.board_of(asked)
    assert given is not None
    assert given in drawn
    assert given != wall.board_of(PLAN)


def test_an_open_wall_is_given_nothing_without_its_token(fresh, run, monkeypatch):
    made = wall_tokens.create(fresh, "Sảnh", actor="Quản trị")
    run(fresh, "wall", **PLAN)
    assert wall.board_of({**PLAN, "token": made.token}) == wall.board_of(PLAN) is not None
    monkeypatch.setenv(TOKEN_REQUIRED, "1")
    assert wall.board_of({**PLAN, "token": made.token}) is not None
    assert wall.board_of({**PLAN, "token": "x" * 32}) is None
    assert wall.board_of(PLAN) is None
    wall_tokens.revoke(fresh, made.token_id, actor="Quản trị")
    assert wall.board_of({**PLAN, "token": made.token}) is None


def test_an_open_wall_is_given_nothing_where_everyone_signs_in(store, run, monkeypatch):
    run(store, "wall", **PLAN)
    assert wall.board_of(PLAN) is not None
    monkeypatch.setenv(SIGN_IN_REQUIRED, "1")
    assert wall.board_of(PLAN) is None
