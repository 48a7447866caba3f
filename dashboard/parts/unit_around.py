"""Around a unit: its neighbours and what separates them, and its own periods side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from dashboard import address, cache, text
from dashboard.charts import criterion as charts
from dashboard.html import Html, join, tag
from dashboard.parts import board_data, frame, picture
from dashboard.parts.choices import Scope
from dashboard.parts.names import unit_name
from etl.export import Sheet
from schemas.lights import light_of
from schemas.words import number
from warehouse import unit_readers

_TOP = 3
_MOST_SAID = 3

Rows = Mapping[str, list[dict[str, Any]]]


def neighbours(scope: Scope, unit: Mapping[str, Any]) -> pl.DataFrame:
    """Return the first of the group and the units ranked next to this one."""
    found: pl.DataFrame = cache.read(
        unit_readers.neighbours, scope.programme_id, scope.period_id, str(unit["unit_code"]),
        _TOP, board_data.AROUND,
    )  # fmt: skip
    return found


def differences(scope: Scope, unit: Mapping[str, Any], rows: pl.DataFrame) -> dict[str, list[str]]:
    """Return in words what separates each neighbour from a unit, the widest gap first."""
    where = (scope.programme_id, scope.period_id, tuple(rows["unit_code"]))
    verdicts = _by_unit(cache.read(unit_readers.verdicts_of, *where))
    keys = _by_unit(cache.read(unit_readers.ranking_keys, *where))
    own = str(unit["unit_code"])
    return {
        code: _verdicts_apart(verdicts.get(own, []), verdicts.get(code, []))
        or _keys_apart(keys.get(own, []), keys.get(code, []))
        for code in rows["unit_code"]
        if code != own
    }


def _by_unit(frame_: pl.DataFrame) -> Rows:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in frame_.iter_rows(named=True):
        found.setdefault(str(row["unit_code"]), []).append(row)
    return found


def _verdicts_apart(own: list[dict[str, Any]], theirs: list[dict[str, Any]]) -> list[str]:
    mine = {row["criterion_code"]: row for row in own}
    pairs = [(mine[row["criterion_code"]], row) for row in theirs if row["criterion_code"] in mine]
    said = []
    for ours, other in pairs:
        if ours["points"] is not None and other["points"] is not None:
            apart = other["points"] - ours["points"]
            if apart:
                word = "hơn" if apart > 0 else "kém"
                said.append((abs(apart), f"{word} {number(abs(apart))} điểm: {other['name']}"))
        elif ours["state"] != other["state"]:
            then, now = (
                text.lower_first(light_of(row["state"], is_near=bool(row["is_near"])).word)
                for row in (other, ours)
            )
            said.append((0, f"{other['name']}: {then} (đơn vị này: {now})"))
    said.sort(key=lambda pair: -pair[0])
    return [words for _, words in said]


def _keys_apart(own: list[dict[str, Any]], theirs: list[dict[str, Any]]) -> list[str]:
    for mine, other in zip(own, theirs, strict=False):
        if mine["key_value"] != other["key_value"]:
            return [f"{other['measure_label']}: {other['shown']} (đơn vị này: {mine['shown']})"]
    return []


def table(scope: Scope, unit: Mapping[str, Any], rows: pl.DataFrame, score_unit: str) -> Html:
    """Return the neighbours with rank, score and what separates them."""
    apart = differences(scope, unit, rows)
    is_one_scale = rows["maximum"].n_unique() == 1
    measured = text.upper_first(score_unit)
    columns = ("Hạng", "Đơn vị", measured, "Khác đơn vị này ở")
    body = []
    last = 0
    for row in rows.iter_rows(named=True):
        if row["place"] > last + 1:
            gap = tag("td", f"… {row['place'] - last - 1} đơn vị nữa", colspan=len(columns))
            body.append(tag("tr", gap, class_="td-quiet"))
        last = row["place"]
        score = number(row["score"]) if is_one_scale else text.score(
            row["score"], row["maximum"], ""
        )  # fmt: skip
        body.append(_row(scope, row, measured, score, apart.get(str(row["unit_code"]), [])))
    head = tag("tr", *(tag("th", name, scope="col") for name in columns))
    return tag(
        "table", tag("thead", head), tag("tbody", *body), class_="td-table td-stack td-around"
    )


def _row(scope: Scope, row: Mapping[str, Any], measured: str, score: str, said: list[str]) -> Html:
    name: object = tag("b", unit_name(row["unit_name"]), " (đơn vị này)")
    words: object = ""
    if not row["is_own"]:
        href = scope.link(address.UNIT_PAGE, don_vi=str(row["unit_code"]))
        name = tag("a", unit_name(row["unit_name"]), href=href)
        more = len(said) - _MOST_SAID
        shown = said[:_MOST_SAID] + ([f"và {more} tiêu chí nữa"] if more > 0 else [])
        words = join(tag("p", each) for each in shown) if said else "Không khác ở tiêu chí nào."
    tied = f" ({text.TIED})" if row["is_tied"] else ""
    return tag(
        "tr",
        tag("td", f"{number(row['rank'])}{tied}", data_label="Hạng", class_="td-nowrap"),
        tag("td", name),
        tag("td", score, data_label=measured, class_="td-nowrap"),
        tag("td", words, class_="td-small"),
        class_="td-own-row" if row["is_own"] else None,
    )


def around_sheet(
    scope: Scope, unit: Mapping[str, Any], rows: pl.DataFrame, notes: list[str]
) -> Sheet:
    """Return the neighbours as a table to keep, everything that separates them included."""
    apart = differences(scope, unit, rows)
    body = [
        [row["rank"], row["unit_code"], row["unit_name"], row["score"], row["maximum"],
         "; ".join(apart.get(str(row["unit_code"]), []))]
        for row in rows.iter_rows(named=True)
    ]  # fmt: skip
    head = ["Hạng", "Mã", "Đơn vị", "Điểm", "Tối đa", "Khác đơn vị này ở"]
    return Sheet("Các đơn vị lân cận", notes, head, body)


def periods(scope: Scope, unit: Mapping[str, Any]) -> pl.DataFrame:
    """Return a unit's judged periods, oldest first."""
    found: pl.DataFrame = cache.read(
        unit_readers.unit_periods, scope.programme_id, scope.period_id, str(unit["unit_code"])
    )
    return found


def trend(scope: Scope, rows: pl.DataFrame) -> None:
    """Draw the periods: those comparable with the shown one joined, the others with the reason."""
    told = rows.filter(pl.col("index_pct").is_not_null())
    title = "Mức đạt (%)"
    if told.height > 1:
        said = "; ".join(
            f"{row['label']}: {number(row['index_pct'], 1)} %" for row in told.iter_rows(named=True)
        )
        words = f"{title}. {said}."
        picture.draw(charts.trend, told, "index_pct", title, said=words, key="bieu_do_cac_ky")
    own = str(scope.period["label"])
    columns = ("Kỳ", "Kết quả", "Hạng", "Xếp loại", f"So được với {text.lower_first(own)}")
    head = tag("tr", *(tag("th", name, scope="col") for name in columns))
    body = (_period(scope, row, columns) for row in reversed(rows.to_dicts()))
    frame.block(
        tag("table", tag("thead", head), tag("tbody", *body), class_="td-table td-stack"),
        tag("p", "Vòng rỗng: kỳ không so được.", class_="td-small td-quiet")
        if told.height > 1 and not told["is_comparable"].all() else "",
    )  # fmt: skip


def _period(scope: Scope, row: Mapping[str, Any], columns: tuple[str, ...]) -> Html:
    is_shown = row["period_id"] == scope.period_id
    compared = "kỳ đang xem" if is_shown else row["reason"] or "so được"
    rank = text.of(row["rank"], row["ranked_count"]) if row["rank"] is not None else ""
    cells = (
        tag("b", row["label"]) if is_shown else row["label"],
        text.score(row["score"], row["max_score"], "") if row["score"] is not None else "",
        rank or row["excluded_reason"] or "",
        row["class_name"] or "",
        compared,
    )
    return tag(
        "tr",
        *(tag("td", cell, data_label=name) for cell, name in zip(cells, columns, strict=True)),
    )


def trend_sheet(rows: pl.DataFrame, notes: list[str]) -> Sheet:
    """Return the periods as a table to keep."""
    columns = ("label", "score", "max_score", "index_pct", "rank", "ranked_count", "class_name",
               "excluded_reason", "reason")  # fmt: skip
    head = ["Kỳ", "Điểm", "Tối đa", "Mức đạt (%)", "Hạng", "Trên", "Xếp loại",
            "Chưa xếp hạng vì", "Không so được vì"]  # fmt: skip
    return Sheet("Qua các kỳ", notes, head, [list(row) for row in rows.select(columns).iter_rows()])
