"""What is kept between runs: shared as it is, new after a change, a chart by what it shows."""

from __future__ import annotations

import altair as alt
import polars as pl

from dashboard import cache
from dashboard.html import tag


def _bars(rows: pl.DataFrame, title: str) -> alt.Chart:
    DRAWN.append(title)
    return (
        alt.Chart(alt.Data(values=rows.to_dicts())).mark_bar().encode(x=alt.X("a:Q", title=title))
    )


DRAWN: list[str] = []


def test_a_chart_is_made_once_for_the_same_figures_whoever_looks():
    DRAWN.clear()
    one = cache.picture(_bars, pl.DataFrame({"a": [1, 2]}), "Điểm")
    one.pop("data")
    again = cache.picture(_bars, pl.DataFrame({"a": [1, 2]}), "Điểm")
    assert DRAWN == ["Điểm"]
    assert again["data"], "what the framework took out of one specification is in the next"
    other = cache.picture(_bars, pl.DataFrame({"a": [1, 3]}), "Điểm")
    assert other["data"] != again["data"]
    assert (
        cache.picture(_bars, pl.DataFrame({"a": [1, 3]}), "Hạng")["encoding"] != other["encoding"]
    )
    assert DRAWN == ["Điểm", "Điểm", "Hạng"]


def test_a_chart_fixes_no_size_of_its_own():
    assert "config" not in cache.picture(_bars, pl.DataFrame({"a": [7]}), "Cỡ")


def test_what_is_made_is_made_again_after_a_change(fresh, monkeypatch):
    monkeypatch.setenv("THIDUA_DATA", str(fresh.data_dir))
    made = []

    def make() -> list[int]:
        made.append(fresh.revision())
        return made[:]

    first = cache.made("thử", ("a",), make)
    assert cache.made("thử", ("a",), make) is first
    cache.made("thử", ("b",), make)
    with fresh.write("Người thử", "load_rules"):
        pass
    assert cache.made("thử", ("a",), make) is not first
    assert made == sorted(made)
    assert len(made) == 3


def test_markup_goes_to_the_page_as_it_is():
    text = tag("p", "a\n   b")
    assert text._repr_html_() == str(text)
