"""The panels of a criterion: how it is judged, the spread, who meets it, its trend, what lacks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from dashboard import address, text
from dashboard.charts import criterion as charts
from dashboard.html import Html, join, tag
from dashboard.parts import frame, lights, pager, panel, picture
from dashboard.parts.board_data import page_of
from dashboard.parts.choices import Scope
from dashboard.parts.names import unit_name
from etl.export import Sheet
from schemas.lights import RESTRICTED, light_of
from schemas.words import number

_BEST = 3
_OPEN = ("pending", "council")
_UNJUDGED = (*_OPEN, RESTRICTED.code)


@dataclass(frozen=True, slots=True)
class Subject:
    """A criterion as looked at: its rule, every unit's verdict, the periods, the chosen unit."""

    scope: Scope
    rule: Mapping[str, Any]
    verdicts: pl.DataFrame
    periods: pl.DataFrame
    facts: Mapping[str, Any]
    unit_code: str | None

    @property
    def notes(self) -> list[str]:
        """Return the lines of an exported table."""
        scope = self.scope
        words = f"{scope.programme['title']}; {scope.period['label']}; khối {scope.peers}"
        return panel.notes(f"{self.rule['name']}. {words}", self.facts)


def panels(subject: Subject) -> list[panel.Panel]:
    """Return the panels that have something to show."""
    known = subject.verdicts.filter(pl.col("share_pct").is_not_null())
    made = [panel.Panel("cach-cham", "Cách chấm", lambda: frame.block(rule(subject)))]
    if known.height > 1:
        made.append(
            panel.Panel(
                "phan-bo",
                "Phân bố",
                lambda: _spread(known),
                lambda: _verdict_sheet(subject, "Phân bố", subject.verdicts),
            )
        )
    judged = subject.verdicts.filter(~pl.col("state").is_in(_UNJUDGED))
    if judged.height:
        made.append(
            panel.Panel(
                "ai-dat",
                "Ai đạt, học từ ai",
                lambda: frame.block(_standing(subject, judged), class_="td-page"),
                lambda: _verdict_sheet(subject, "Ai đạt", judged),
            )
        )
    if subject.periods.height > 1 and not subject.rule["is_restricted"]:
        made.append(
            panel.Panel(
                "xu-huong",
                "Xu hướng",
                lambda: _trend(subject),
                lambda: _trend_sheet(subject),
            )
        )
    lacking = subject.verdicts.filter(pl.col("state").is_in(_OPEN))
    if lacking.height:
        made.append(
            panel.Panel(
                "con-thieu",
                f"Còn thiếu ({number(lacking.height)})",
                lambda: frame.block(_lacking(subject, lacking)),
                lambda: _verdict_sheet(subject, "Còn thiếu", lacking),
            )
        )
    return made


_WHO = (
    "Kết quả của đơn vị chỉ hiện với người có trách nhiệm đã đăng nhập; không tính vào bảng xếp "
    "hạng, chỉ xét khi khen thưởng."
)


def rule(subject: Subject) -> Html:
    """Return how a criterion is judged, in words, with its source."""
    row = subject.rule
    asks = row["asks"] if row["asks"] != row["name"] else None
    ours = (row["note"] or text.NOT_PRINTED) if row["is_ours"] else None
    most = number(row["max_points"])
    words: list[tuple[str, object]] = [
        ("Yêu cầu", asks),
        ("Cách chấm", row["rule_text"]),
        ("Điểm tối đa", None if row["rule_text"] == f"tối đa {most} điểm" else most),
        ("Căn cứ", row["cite"]),
        ("Quy tắc của chúng tôi", ours),
        ("Ghi chú", row["note"] if not row["is_ours"] else None),
        ("Ai xem được", _WHO if row["is_restricted"] else None),
    ]
    pairs = (join([tag("dt", term), tag("dd", said)]) for term, said in words if said)
    return tag("dl", *pairs, class_="td-facts")


def _spread(known: pl.DataFrame) -> None:
    said = charts.spread_words(known)
    has_points = known["maximum"].is_not_null().any()
    title = "Phần điểm đạt được (%)" if has_points else "Tỷ lệ đạt được (%)"
    frame.block(tag("p", said))
    picture.draw(charts.spread, known, title, said=said, key="bieu_do_phan_bo")


def _order(rows: pl.DataFrame) -> pl.DataFrame:
    places = {light.code: place for place, light in enumerate(lights.ordered())}
    codes = [light_of(pair[0], is_near=bool(pair[1])).code for pair in rows.select(_LIGHT).rows()]
    return rows.with_columns(pl.Series("order", [places[code] for code in codes], pl.Int64)).sort(
        ["order", "reached"], descending=[False, True], nulls_last=True, maintain_order=True
    )


_LIGHT = ("state", "is_near")


def _standing(subject: Subject, judged: pl.DataFrame) -> Html:
    met = judged.filter(pl.col("state") == "met")
    best = met.filter(pl.col("reached").is_not_null()).sort(
        "reached", descending=True, maintain_order=True
    )
    learn = None
    if best.height:
        links = [_unit_link(subject, row) for row in best.head(_BEST).iter_rows(named=True)]
        learn = tag(
            "p", tag("b", "Đơn vị làm tốt nhất để học hỏi: "), join(links, ", "),
            ". Thứ tự theo phần đạt được, là gợi ý của chúng tôi.",
        )  # fmt: skip
    part, page, pages = page_of(_order(judged))
    columns = _columns(judged, part)
    rows = (_row(subject, row, columns) for row in part.iter_rows(named=True))
    return join(
        [
            tag("p", f"Đạt: {text.of(met.height, judged.height)} đơn vị đã có kết luận."),
            learn or "",
            tag(
                "table",
                tag("thead", tag("tr", *map(_th, ("Đơn vị", "Đèn", *columns, "")))),
                tag("tbody", *rows),
                class_="td-table td-stack",
            ),
            pager.links(address.CRITERION_PAGE, page, pages),
        ]
    )


def _th(name: str) -> Html:
    return tag("th", name or tag("span", text.TITLE_WHY, class_="td-hidden"), scope="col")


def _unit_link(subject: Subject, row: Mapping[str, Any]) -> Html:
    href = subject.scope.link(address.UNIT_PAGE, don_vi=str(row["unit_code"]))
    return tag("a", unit_name(row["unit_name"]), href=href)


def why_link(subject: Subject, row: Mapping[str, Any]) -> Html:
    """Return the link that explains a unit's verdict on the criterion."""
    code = str(subject.rule["criterion_code"])
    href = subject.scope.link(address.WHY, don_vi=str(row["unit_code"]), tieu_chi=code)
    hidden = tag("span", f" {row['unit_name']}", class_="td-hidden")
    return tag("a", text.TITLE_WHY, hidden, href=href)


def points(row: Mapping[str, Any]) -> str:
    """Write points of their maximum ("8/10"); empty where none are given."""
    if row["points"] is None or row["maximum"] is None:
        return ""
    return f"{number(row['points'])}/{number(row['maximum'])}"


_HAS, _POINTS, _LACKS = "Hiện có", "Điểm", text.GAP


def _columns(judged: pl.DataFrame, part: pl.DataFrame) -> list[str]:
    """Return the columns that say something; a figure that is only the points again is left out."""
    facts = {_HAS: "value_text", _POINTS: "points", _LACKS: "gap_text"}
    columns = [name for name, fact in facts.items() if judged[fact].is_not_null().any()]
    again = (
        row["value_text"] == f"{number(row['points'])} {text.POINTS}"
        for row in part.iter_rows(named=True)
        if row["value_text"]
    )
    if _HAS in columns and all(again):
        columns.remove(_HAS)
    return columns


def _row(subject: Subject, row: Mapping[str, Any], columns: Sequence[str]) -> Html:
    is_own = row["unit_code"] == subject.unit_code
    cells = {
        _HAS: row["value_text"] or "", _POINTS: points(row), _LACKS: row["gap_text"] or "",
    }  # fmt: skip
    return tag(
        "tr",
        tag("td", _unit_link(subject, row)),
        tag("td", lights.state(row["state"], is_near=bool(row["is_near"])), data_label="Đèn"),
        *(tag("td", cells[name], data_label=name) for name in columns),
        tag("td", why_link(subject, row), class_="td-nowrap"),
        class_="td-own" if is_own else None,
    )


def _lacking(subject: Subject, lacking: pl.DataFrame) -> Html:
    rows = (
        tag(
            "tr",
            tag("td", _unit_link(subject, row)),
            tag("td", lights.state(row["state"], is_near=False), data_label="Đèn"),
            tag("td", row["reason"] or "", data_label="Lý do"),
        )
        for row in lacking.iter_rows(named=True)
    )
    head = tag("tr", *(_th(name) for name in ("Đơn vị", "Đèn", "Lý do")))
    body = tag("tbody", *rows)
    return tag("table", tag("thead", head), body, class_="td-table td-stack")


def _trend(subject: Subject) -> None:
    rows = subject.periods
    has_points = rows["points_pct"].is_not_null().sum() > 1
    column = "points_pct" if has_points else "met_pct"
    title = "Phần điểm đạt được (%)" if has_points else "Đơn vị đạt (%)"
    told = rows.filter(pl.col(column).is_not_null())
    said = "; ".join(
        f"{row['label']}: {number(row[column], 1)} %" for row in told.iter_rows(named=True)
    )
    frame.block(
        tag("p", f"{title}. {said}."),
        *(
            tag("p", f"{row['label']}: {row['reason']}.", class_="td-small td-quiet")
            for row in rows.iter_rows(named=True)
            if row["reason"]
        ),
    )
    if told.height > 1:
        picture.draw(charts.trend, told, column, title, said=said, key="bieu_do_xu_huong")


def _trend_sheet(subject: Subject) -> Sheet:
    columns = (
        "label",
        "unit_count",
        "met_count",
        "near_count",
        "open_count",
        "met_pct",
        "points_pct",
        "reason",
    )
    head = [
        "Kỳ",
        "Số đơn vị",
        "Đạt",
        "Sát ngưỡng",
        "Chờ số liệu hoặc hội đồng",
        "Đơn vị đạt (%)",
        "Phần điểm đạt được (%)",
        "Không so được vì",
    ]
    rows = [list(row) for row in subject.periods.select(columns).iter_rows()]
    return Sheet("Xu hướng", subject.notes, head, rows)


def _verdict_sheet(subject: Subject, title: str, rows: pl.DataFrame) -> Sheet:
    head = ["Mã", "Đơn vị", "Đèn", "Hiện có", "Điểm", "Tối đa", text.GAP, "Lý do"]
    body = [
        [
            row["unit_code"],
            row["unit_name"],
            light_of(row["state"], is_near=bool(row["is_near"])).word,
            row["value_text"],
            row["points"],
            row["maximum"],
            row["gap_text"],
            row["reason"],
        ]
        for row in _order(rows).iter_rows(named=True)
    ]
    return Sheet(title, subject.notes, head, body)
