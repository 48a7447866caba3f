"""What charts say with colour and place: seen on both grounds, nothing hidden by another."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import altair as alt
import polars as pl
import pytest

from dashboard.charts import criterion, place_names, places, two_axes
from dashboard.parts import places as part
from schemas.register_points import points

GROUNDS = ("#FFFFFF", "#14181B")
WORDS_AND_LINES = ("text", "rule")


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def marks(chart: alt.TopLevelMixin) -> Iterator[dict[str, Any]]:
    for layer in json.loads(chart.to_json())["layer"]:
        yield layer["mark"]


def _data(chart: alt.TopLevelMixin) -> list[list[dict[str, Any]]]:
    spec = json.loads(chart.to_json())
    return [
        *spec.get("datasets", {}).values(),
        *(layer["data"]["values"] for layer in spec["layer"] if "values" in layer.get("data", {})),
    ]


def board(*rows: tuple[str, str, str]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {"unit_code": code, "unit_name": f"Xã {code}", "rank": place,
             "index_pct": Decimal(now), "previous_pct": Decimal(before)}
            for place, (code, now, before) in enumerate(rows, 1)
        ]
    )  # fmt: skip


def axes() -> alt.LayerChart:
    return two_axes.chart(board(("A", "90", "80"), ("B", "90", "80"), ("C", "70", "75")), "C")


def land() -> alt.LayerChart:
    here = {"name": "Xã A", "label": "A", "lon": 105.0, "lat": 20.0, "shown": "9", "score": 9.0,
            "order": 1}  # fmt: skip
    isle = {"name": "Hoàng Sa", "lon": 112.0, "lat": 16.5}
    return places.chart([here], [isle], None, title="Điểm", is_score=True, kinds={})


@pytest.mark.parametrize("draw", [axes, land])
def test_words_and_lines_are_seen_in_both_themes(draw):
    found = [mark for mark in marks(draw()) if mark["type"] in WORDS_AND_LINES]
    assert len(found) >= 2
    for mark in found:
        assert all(contrast(mark["color"], ground) >= 4 for ground in GROUNDS), mark


def test_a_share_is_written_as_people_write_it():
    rows = pl.DataFrame({"share_pct": [80.0, 100.0], "state": ["met"] * 2, "is_near": [False] * 2})
    axis = json.loads(criterion.spread(rows, "%").to_json())["encoding"]["x"]["axis"]
    assert axis["format"] == "~f", "100 %, not 1e+2"


def test_units_at_one_place_share_a_mark_that_counts_them():
    rows = [row for values in _data(axes()) for row in values]
    shared = [row for row in rows if "count" in row]
    assert {(row["name"], row["count"], row["self"]) for row in shared} == {
        ("Xã A, Xã B", 2, False), ("Xã C", 1, True),
    }  # fmt: skip
    assert {row["count_words"] for row in shared} == {"2 đơn vị", "1 đơn vị"}


def test_many_names_are_cut_to_a_few_and_counted():
    crowd = board(*((f"U{n}", "90", "80") for n in range(8)))
    spec = json.loads(two_axes.chart(crowd).to_json())
    assert "Xã U0, Xã U1, Xã U2, Xã U3, Xã U4 và 3 đơn vị khác" in json.dumps(
        spec, ensure_ascii=False
    )


HANOI = [
    {"name": f"Phường {n}", "label": f"Phường {n:02}", "lon": 105.8 + 0.004 * (n % 5),
     "lat": 21.0 + 0.003 * (n // 5), "shown": "9", "score": float(n)}
    for n in range(30)
]  # fmt: skip
ISLES = [
    {"name": "Quần đảo\nHoàng Sa\n(Việt Nam)", "lon": 112.0, "lat": 16.5},
    {"name": "Quần đảo\nTrường Sa\n(Việt Nam)", "lon": 113.0, "lat": 9.0},
]


def test_a_crowded_centre_names_the_first_and_leaves_out_the_rest():
    named = place_names.placed(HANOI, ISLES, [], 430)
    starts = sorted({each["from"] for each in named})
    for start in starts:
        here = [each["label"] for each in named if each["from"] == start]
        assert here[0] == "Phường 00"
        assert len(here) < len(HANOI)
    assert {each["until"] for each in named} - set(starts) == {None}
    spread = [{**each, "lon": 105 + n % 5, "lat": 20 + n // 5} for n, each in enumerate(HANOI)]
    wide = [each for each in place_names.placed(spread, [], [], 430) if each["until"] is None]
    assert len(wide) == len(HANOI)


def test_a_map_of_a_hundred_units_names_those_first_that_come_first():
    many = [
        {**HANOI[0], "label": f"X{n:03}", "lon": 105 + 0.1 * (n % 10), "lat": 20 + 0.1 * (n // 10),
         "order": 100 - n}
        for n in range(100)
    ]  # fmt: skip
    drawn = places.chart(many, [], None, title="Điểm", is_score=True, kinds={})
    named = [row for values in _data(drawn) for row in values if "from" in row]
    widest = [row["label"] for row in named if row["until"] is None]
    assert widest[0] == "X099"
    assert len(widest) > 40
    assert len({row["label"] for row in named if row["from"] == 0}) < len(widest)


def test_a_mark_in_a_corner_has_its_name_to_one_side():
    corner = [{**HANOI[0], "lon": 106.0, "label": "Xã ở góc"}, {**HANOI[0], "label": ""}]
    beside = {**HANOI[0], "lon": 105.97, "label": ""}
    found = place_names.placed([*corner, beside], [], [], 430)
    assert next((each["align"], each["dx"]) for each in found if each["label"]) == ("right", 7)


def test_a_narrow_map_is_as_high_as_its_shape_needs():
    def high(*places_at: tuple[float, float]) -> int:
        return place_names.shape([{"lon": lon, "lat": lat} for lon, lat in places_at], [])

    assert high((105, 1), (106, 1), (105, 1.92)) == 10
    assert high((105, 1), (106, 1), (105, 1.1)) == 5, "no strip"
    assert high((105, 1), (105.1, 9)) == 13, "no tower"
    assert high((105, 21)) == 13
    assert place_names.shape([{"lon": 105, "lat": 1}], [(106, 1), (105, 1.7)]) == 8
    drawn = places.chart([], ISLES, None, title="Điểm", is_score=True, kinds={})
    style = Path("dashboard/assets/thi-dua.css").read_text("utf-8")
    assert f".st-key-td-hinh-{json.loads(drawn.to_json())['usermeta']['shape']} " in style
    assert json.loads(drawn.to_json())["height"] == "container"


def test_no_more_marks_are_tried_for_a_name_than_is_quick():
    nation = [
        {**HANOI[0], "label": "X", "lon": 105 + n % 20, "lat": -70 + n // 20 * 0.7}
        for n in range(4000)
    ]
    wide = [each for each in place_names.placed(nation, [], [], 1e5) if each["until"] is None]
    assert 0 < len(wide) <= 300


def test_who_needs_help_is_named_first():
    units = pl.DataFrame(
        {"unit_id": list(points())[:4], "unit_code": list("ABCD"), "unit_name": list("ABCD")}
    )
    lit = pl.DataFrame(
        {"unit_code": list("ABCD"), "criterion_code": ["c"] * 4, "value_text": [None] * 4,
         "state": ["met", "pending", "not_met", "not_met"], "is_near": [False, False, True, False]}
    )  # fmt: skip
    handed = pl.DataFrame(
        {"unit_code": list("ABCD"), "hand_in_state": ["on_time", "late", "missing", "on_time"]}
    )
    for (marks, _), first in (
        (part.by_light(units, lit, "c"), "DCBA"), (part.by_hand_in(units, handed), "CBAD"),
    ):  # fmt: skip
        assert "".join(m["name"] for m in sorted(marks, key=lambda m: m["order"])) == first


def test_a_name_keeps_off_the_islands_and_their_words():
    around = [{**HANOI[0], "lon": 111.5 + 0.1 * n, "lat": 16.3} for n in range(10)]
    frame = [(each["lon"], each["lat"]) for each in ISLES]
    free = place_names.placed(around, [], frame, 430)
    assert 0 < len(place_names.placed(around, ISLES, [], 430)) < len(free)


def test_outlines_count_for_where_a_name_has_room():
    ring = [[[[105.0, 20.0], [106.0, 20.0], [106.0, 22.0], [105.0, 20.0]]]]
    assert set(place_names.corners(ring)) == {(105.0, 20.0), (106.0, 20.0), (106.0, 22.0)}
    close = [{**HANOI[0], "lon": 105.5 + 0.003 * n} for n in range(6)]
    alone = place_names.placed(close, [], [], 430)
    framed = place_names.placed(close, [], place_names.corners(ring), 430)
    assert len(alone) > len(framed)


def test_what_no_screen_checks_keeps_to_the_schema() -> None:
    """Screens write charts unchecked (dashboard/cache.py): here each part is checked."""
    rows = pl.DataFrame(
        {"label": ["Quý I", "Quý II"], "met_pct": [50.0, 75.0], "is_comparable": [True, False]}
    )
    drawn = criterion.trend(rows, "met_pct", "Tỷ lệ đạt (%)").to_dict(validate=True)
    assert [layer["mark"]["type"] for layer in drawn["layer"]] == ["line", "circle", "point"]
    inset = places.inset(ISLES).to_dict(validate=True)
    assert [each["name"] for each in inset["data"]["values"]] == [each["name"] for each in ISLES]
