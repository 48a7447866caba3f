"""A plan in short: who, what for, awards, deadlines, duties, roles, each with its clause."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dashboard.html import Html, join, plain, tag
from dashboard.parts.frame import chip
from etl.export import Sheet
from schemas.base import Cite
from schemas.deadlines import deadline_in
from schemas.programme import Programme

_QUOTA_SOURCES = {
    "plan": "do kế hoạch ấn định",
    "external": "do cấp trên hướng dẫn",
    "none": "kế hoạch không nêu số lượng",
}


Line = tuple[str | None, object, Cite]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of the plan with its lines."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Sections that are read together; ``code`` is the group's name in the address."""

    code: str
    title: str
    sections: tuple[Section, ...]


def groups(plan: Programme) -> tuple[Group, ...]:
    """Return every part of the plan that it has, in the order in which a reader asks."""
    found = (
        Group("noi-dung", "Ai tham gia, nội dung", _who_and_what(plan)),
        Group("khen-thuong", "Cá nhân, chỉ tiêu, khen thưởng", _asked(plan)),
        Group("thoi-han", "Thời hạn, trách nhiệm", _due(plan)),
    )
    kept = (
        Group(each.code, each.title, tuple(part for part in each.sections if part.lines))
        for each in found
    )
    return tuple(each for each in kept if each.sections)


def draw(group: Group) -> Html:
    """Return the sections of a group, one below another."""
    return join(_section(each) for each in group.sections)


def sheet(group: Group, notes: list[str]) -> Sheet:
    """Return a group as a table to keep: heading, what it says, by which clause."""
    rows = [
        [each.title, term or "", plain(said), " ".join(filter(None, (cite.section, cite.note)))]
        for each in group.sections
        for term, said, cite in each.lines
    ]
    return Sheet(group.title, notes, ["Mục", "Tên", "Nội dung", "Căn cứ"], rows)


def _who_and_what(plan: Programme) -> tuple[Section, ...]:
    return (
        Section("Ai tham gia", tuple((None, each.text, each.cite) for each in plan.subjects)),
        Section("Mục đích", tuple((each.number, each.text, each.cite) for each in plan.purposes)),
        Section(
            "Yêu cầu", tuple((each.number, each.text, each.cite) for each in plan.requirements)
        ),
        Section("Nội dung", tuple(_contents(plan))),
    )


def _asked(plan: Programme) -> tuple[Section, ...]:
    persons = tuple(
        (each.label, each.asks, each.cite)
        for each in plan.conditions
        if each.subject == "individual"
    )
    return (
        Section("Điều kiện đối với cá nhân", persons),
        Section("Chỉ tiêu", tuple(_targets(plan))),
        Section("Khen thưởng, hồ sơ", tuple(_awards(plan))),
    )


def _due(plan: Programme) -> tuple[Section, ...]:
    duties = tuple((each.who, each.text, each.cite) for each in plan.duties)
    roles = tuple((each.body, "; ".join(each.does), each.cite) for each in plan.roles)
    return (
        Section("Thời hạn", tuple(_deadlines(plan))),
        Section("Trách nhiệm báo cáo, giải trình", duties),
        Section("Ai làm gì", roles),
    )


def _cite(cite: Cite) -> Html:
    note = tag("span", f" ({cite.note})", class_="td-small") if cite.note else None
    return tag("span", cite.section, note, class_="td-quiet")


def _section(section: Section) -> Html:
    rows = [
        tag(
            "tr",
            tag("td", tag("b", f"{term}: ") if term else None, said),
            tag("td", _cite(cite), data_label="Căn cứ"),
        )
        for term, said, cite in section.lines
    ]
    head = tag("tr", tag("th", "Nội dung", scope="col"), tag("th", "Căn cứ", scope="col"))
    body = tag(
        "table", tag("thead", head), tag("tbody", *rows), class_="td-table td-stack td-clauses"
    )
    return tag("div", tag("h3", section.title), body, class_="td-lead")


def document(plan: Programme) -> Html:
    """Return what the plan is: the paper, its basis, its time."""
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


def _contents(plan: Programme) -> Iterator[Line]:
    for each in plan.contents:
        parts = tag("ul", *(tag("li", part) for part in each.parts)) if each.parts else None
        yield each.number, join([each.text, parts or ""]), each.cite


def _targets(plan: Programme) -> Iterator[Line]:
    for each in plan.targets:
        ours = join([" ", chip("quy tắc của chúng tôi")]) if each.ours else ""
        note = f" {each.note}" if each.note else ""
        yield each.label, join([f"{each.about}.{note}", ours]), each.cite


def _awards(plan: Programme) -> Iterator[Line]:
    for award in plan.awards:
        for quota in award.quotas:
            yield award.label, f"{quota.text} ({_QUOTA_SOURCES[quota.source]})", quota.cite
    if plan.dossier is not None:
        sets = f"{plan.dossier.sets} bộ" if plan.dossier.sets else "số bộ không nêu"
        for part in plan.dossier.parts:
            said = f"{part.label}{f', {part.form}' if part.form else ''}"
            yield f"Hồ sơ ({sets})", said, part.cite
    if plan.budget is not None:
        yield "Kinh phí", plan.budget.text, plan.budget.cite


def _deadlines(plan: Programme) -> Iterator[Line]:
    for each in plan.deadlines:
        for year in plan.years[-1:]:
            said = (
                f"{each.text}. {each.from_whom} → {each.to_whom}. "
                f"Năm {year}: {deadline_in(each, year).text}."
            )
            yield each.label, said, each.cite


def notes(plan: Programme) -> Html:
    """Return what we add to the plan, said to be ours."""
    if not plan.notes:
        return Html("")
    listed = tag("ul", *(tag("li", note) for note in plan.notes))
    return tag("div", tag("h2", "Ghi chú của chúng tôi"), listed, class_="td-lead")
