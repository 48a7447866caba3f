"""A plan in short: who, what for, awards, deadlines, duties, roles, each with its clause."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dashboard import address
from dashboard.html import Html, join, tag
from dashboard.parts.frame import chip
from schemas.base import Cite
from schemas.deadlines import deadline_in
from schemas.programme import Programme

_QUOTA_SOURCES = {
    "plan": "do kế hoạch ấn định",
    "external": "do cấp trên hướng dẫn",
    "none": "kế hoạch không nêu số lượng",
}


def page(plan: Programme) -> Html:
    """Return every part of the plan that it has, in the order in which a reader asks."""
    pieces = (
        _document(plan),
        _section("Ai tham gia", [(None, each.text, each.cite) for each in plan.subjects]),
        _section("Mục đích", [(each.number, each.text, each.cite) for each in plan.purposes]),
        _section("Yêu cầu", [(each.number, each.text, each.cite) for each in plan.requirements]),
        _contents(plan),
        _persons(plan),
        _targets(plan),
        _awards(plan),
        _deadlines(plan),
        _section(
            "Trách nhiệm báo cáo, giải trình",
            [(each.who, each.text, each.cite) for each in plan.duties],
        ),
        _roles(plan),
        _notes(plan),
        tag("p", tag("a", "Cách chấm từng loại quy tắc", href=address.link(address.SCORING))),
    )
    return join(piece for piece in pieces if piece)


Line = tuple[str | None, object, Cite]


def _cite(cite: Cite) -> Html:
    note = tag("span", f" ({cite.note})", class_="td-small") if cite.note else None
    return tag("span", cite.section, note, class_="td-quiet")


def _section(title: str, lines: Iterable[Line], *more: object) -> Html:
    rows = [
        tag(
            "tr",
            tag("td", tag("b", f"{term}: ") if term else None, said),
            tag("td", _cite(cite), data_label="Căn cứ"),
        )
        for term, said, cite in lines
    ]
    if not rows:
        return Html("")
    head = tag("tr", tag("th", "Nội dung", scope="col"), tag("th", "Căn cứ", scope="col"))
    body = tag(
        "table", tag("thead", head), tag("tbody", *rows), class_="td-table td-stack td-clauses"
    )
    return tag("div", tag("h2", title), body, *more, class_="td-lead")


def _document(plan: Programme) -> Html:
    document = plan.document
    facts: list[tuple[str, Any]] = [
        ("Văn bản", document.title),
        ("Số, ký hiệu", document.number),
        ("Ban hành", document.issued_text),
        ("Cơ quan ban hành", document.issuer),
        ("Thời gian thực hiện", plan.time_text),
        ("Khẩu hiệu", plan.slogan),
        ("Điều kiện chung", plan.general_condition),
        ("Căn cứ", "; ".join(_named(each.title, each.number) for each in document.basis)),
        ("Ghi chú", document.note),
    ]
    terms = (
        piece for term, said in facts if said for piece in (tag("dt", term), tag("dd", str(said)))
    )
    return tag("div", tag("h2", "Văn bản"), tag("dl", *terms, class_="td-facts"), class_="td-lead")


def _named(title: str, number: str | None) -> str:
    return f"{title} ({number})" if number else title


def _contents(plan: Programme) -> Html:
    lines: list[Line] = []
    for each in plan.contents:
        parts = tag("ul", *(tag("li", part) for part in each.parts)) if each.parts else None
        lines.append((each.number, join([each.text, parts or ""]), each.cite))
    return _section("Nội dung", lines)


def _persons(plan: Programme) -> Html:
    return _section(
        "Điều kiện đối với cá nhân",
        [
            (each.label, each.asks, each.cite)
            for each in plan.conditions
            if each.subject == "individual"
        ],
    )


def _targets(plan: Programme) -> Html:
    lines: list[Line] = []
    for each in plan.targets:
        ours = join([" ", chip("quy tắc của chúng tôi")]) if each.ours else ""
        note = f" {each.note}" if each.note else ""
        lines.append((each.label, join([f"{each.about}.{note}", ours]), each.cite))
    return _section("Chỉ tiêu", lines)


def _awards(plan: Programme) -> Html:
    lines: list[Line] = [
        (award.label, f"{quota.text} ({_QUOTA_SOURCES[quota.source]})", quota.cite)
        for award in plan.awards
        for quota in award.quotas
    ]
    if plan.dossier is not None:
        sets = f"{plan.dossier.sets} bộ" if plan.dossier.sets else "số bộ không nêu"
        lines += [
            (f"Hồ sơ ({sets})", f"{part.label}{f', {part.form}' if part.form else ''}", part.cite)
            for part in plan.dossier.parts
        ]
    if plan.budget is not None:
        lines.append(("Kinh phí", plan.budget.text, plan.budget.cite))
    return _section("Khen thưởng, hồ sơ", lines)


def _deadlines(plan: Programme) -> Html:
    lines: list[Line] = [
        (
            each.label,
            f"{each.text}. {each.from_whom} → {each.to_whom}. "
            f"Năm {year}: {deadline_in(each, year).text}.",
            each.cite,
        )
        for each in plan.deadlines
        for year in plan.years[-1:]
    ]
    return _section("Thời hạn", lines)


def _roles(plan: Programme) -> Html:
    return _section(
        "Ai làm gì", [(each.body, "; ".join(each.does), each.cite) for each in plan.roles]
    )


def _notes(plan: Programme) -> Html:
    if not plan.notes:
        return Html("")
    listed = tag("ul", *(tag("li", note) for note in plan.notes))
    return tag("div", tag("h2", "Ghi chú của chúng tôi"), listed, class_="td-lead")
