"""What is kept between runs: shared as it is, new after a change, a chart by what it shows."""

from __future__ import annotations

import gc
import weakref

import altair as alt
import polars as pl

from dashboard import cache
from dashboard.charts import position
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
    rows = {"unit_code": ["a"], "unit_name": ["A"], "rank": [1], "score": [7], "score_unit": ["x"]}
    drawn = cache.picture(position.chart, pl.DataFrame(rows), "a")
    assert "continuousWidth" not in drawn["config"]["view"]


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


class _Large:
    pass


def test_what_was_kept_of_an_older_revision_is_let_go(fresh, monkeypatch):
    monkeypatch.setenv("THIDUA_DATA", str(fresh.data_dir))
    held = weakref.ref(cache.made("lớn", (), _Large))
    cache.made("khác", (), _Large)
    assert held() is not None
    with fresh.write("Người thử", "load_rules"):
        pass
    cache.made("khác", (), _Large)
    gc.collect()
    assert held() is None


def test_markup_goes_to_the_page_as_it_is():
    text = tag("p", "a\n   b")
    assert text._repr_html_() == str(text)
