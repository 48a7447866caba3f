"""The pages "Cách chấm": each rule with its cases, as the tests check them."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard import address
from dashboard.html import Html, join, tag
from dashboard.parts import lights
from schemas.spec_pages import SpecCase, SpecPage, SpecTable


def contents(pages: Sequence[SpecPage], current: str) -> Html:
    """Return the list of rules, the one shown marked."""
    links = (
        tag(
            "a",
            page.title,
            href=address.link(address.SCORING, muc=page.code),
            aria_current="page" if page.code == current else None,
        )
        for page in pages
    )
    return tag("nav", *links, class_="td-contents", aria_label="Các quy tắc")


def page(shown: SpecPage) -> Html:
    """Return a rule's text and its tables of cases."""
    return join(
        [
            tag("div", tag("h2", shown.title), tag("p", shown.text), class_="td-lead"),
            *(_table(table) for table in shown.tables),
        ]
    )


def _table(table: SpecTable) -> Html:
    needs = tag("p", tag("b", "Cần: "), table.needs) if table.needs else None
    columns = ["Trường hợp", "Tính", "Kết quả", "Câu giải thích"]
    if not any(case.value for case in table.cases):
        columns.remove("Tính")
    if not any(case.says for case in table.cases):
        columns.remove("Câu giải thích")
    head = tag("tr", *(tag("th", name, scope="col") for name in columns))
    rows = (_row(case, columns) for case in table.cases)
    return tag(
        "div",
        tag("h3", table.title),
        tag("p", table.text),
        needs,
        tag("table", tag("thead", head), tag("tbody", *rows), class_="td-table td-stack td-gap"),
        class_="td-lead",
    )


def _row(case: SpecCase, columns: Sequence[str]) -> Html:
    light = lights.state(case.state, is_near=case.is_near) if case.state else None
    cells: dict[str, object] = {
        "Trường hợp": tag("b", case.caption),
        "Tính": case.value,
        "Kết quả": join([piece for piece in (light, " ", case.result) if piece]),
        "Câu giải thích": case.says,
    }
    return tag(
        "tr",
        *(
            tag("td", cells[name], data_label=name if place else None, class_="td-break")
            for place, name in enumerate(columns)
        ),
    )
