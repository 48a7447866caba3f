"""The award file of a year: who qualifies, why others do not yet, where the quota falls."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from dashboard import address, text
from dashboard.html import Html, join, tag
from dashboard.parts import lights
from dashboard.parts.choices import Scope
from dashboard.parts.frame import chip, note
from etl.export import Sheet
from schemas.lights import STATES, light_of
from schemas.words import number

_ORDER = ("met", "council", "pending", "not_met", "excluded")


def headline(document: Mapping[str, Any]) -> str:
    """Say in one sentence how many qualify, how many are still open, and who decides."""
    found = Counter(each["state"] for each in document["units"])
    parts = [f"{found['met']}/{len(document['units'])} tập thể đủ điều kiện"]
    said = {"council": "chờ hội đồng xem xét", "pending": "chờ số liệu", "excluded": "bị loại"}
    parts += [f"{found[state]} {words}" for state, words in said.items() if found[state]]
    return f"Năm {document['year']}: {', '.join(parts)}; hội đồng quyết định."


def quotas(document: Mapping[str, Any]) -> Html:
    """Return each form of award with its quota, and how many stand before its line."""
    return tag(
        "div",
        *(
            _quota(award, quota)
            for award in document["awards"]
            for quota in award["quotas"]
            if quota["subject"] == "collective"
        ),
        class_="td-cards",
    )


def _quota(award: Mapping[str, Any], quota: Mapping[str, Any]) -> Html:
    found = Counter(each["place"] for each in quota["proposal"])
    eligible = sum(found.values())
    if quota["maximum"] is None:
        said = f"{eligible} tập thể đủ điều kiện; hạn mức chưa có."
    elif found["tied_at_line"]:
        said = (
            f"{eligible} tập thể đủ điều kiện; {found['within']} ở trong hạn mức, "
            f"{found['tied_at_line']} đồng hạng ở mức cuối để hội đồng chọn."
        )
    elif found["beyond"]:
        said = f"{eligible} tập thể đủ điều kiện, nhiều hơn hạn mức {number(quota['maximum'])}."
    else:
        said = f"{eligible} tập thể đủ điều kiện; hạn mức {number(quota['maximum'])} chưa dùng hết."
    return tag(
        "div",
        tag("b", award["label"]),
        tag("p", quota["text"]),
        tag("p", said),
        tag("p", f"Thẩm quyền: {award['authority']}. Căn cứ: {quota['cite']}.", class_="td-quiet"),
        class_="td-note",
    )


def matrix(scope: Scope, document: Mapping[str, Any], names: Mapping[str, str]) -> Html:
    """Return every unit under every condition, those who qualify first, in the proposed order.

    ``names`` are the short names of the conditions by code, in the plan's order.
    """
    places = _places(document)
    columns = ["Thứ tự", "Đơn vị", "Kết luận", *names.values(), "Hạn mức", "Còn vướng"]
    head = (
        tag("th", name, scope="col", class_="td-slant" if name in names.values() else None)
        for name in columns
    )
    rows = (_row(scope, row, names, places) for row in document["units"])
    return tag(
        "div",
        tag(
            "table",
            tag("caption", "Điều kiện khen thưởng của từng đơn vị", class_="td-hidden"),
            tag("thead", tag("tr", *head)),
            tag("tbody", *rows),
            class_="td-table td-stack td-matrix",
        ),
        class_="td-scroll",
        tabindex="0",
        role="region",
        aria_label="Bảng điều kiện khen thưởng",
    )


def used(document: Mapping[str, Any]) -> set[str]:
    """Return the codes of the lights that occur."""
    return {
        state for row in document["units"] for state in (row["state"], *row["conditions"].values())
    }


def _places(document: Mapping[str, Any]) -> Mapping[str, str]:
    """Return what the tightest known quota says about each proposed unit."""
    known = [
        quota
        for award in document["awards"]
        for quota in award["quotas"]
        if quota["subject"] == "collective" and quota["maximum"] is not None
    ]
    if not known:
        return {}
    tightest = min(known, key=lambda quota: quota["maximum"])
    return {each["unit"]: each["place_label"] for each in tightest["proposal"]}


def _row(
    scope: Scope, row: Mapping[str, Any], names: Mapping[str, str], places: Mapping[str, str]
) -> Html:
    href = scope.link(address.UNIT_PAGE, don_vi=str(row["unit"]))
    near = join([" ", chip("gần đủ")]) if row["is_near_miss"] else None
    tied = tag("span", f"{text.TIED} ", class_="td-tie") if (row["tied"] or 0) > 1 else None
    return tag(
        "tr",
        tag("td", tied, row["rank"] or "", class_="td-number", data_label="Thứ tự"),
        tag("td", tag("a", row["name"], href=href), near),
        tag("td", lights.state(row["state"], is_near=False), data_label="Kết luận"),
        *(
            tag("td", _light(row["conditions"].get(code), name), class_="td-lit", data_label=name)
            for code, name in names.items()
        ),
        tag("td", places.get(str(row["unit"]), ""), data_label="Hạn mức"),
        tag("td", "; ".join(row["why"]), class_="td-small", data_label="Còn vướng"),
    )


def _light(state: str | None, name: str) -> Html:
    if state is None:
        return Html("")
    light = light_of(state)
    word = tag("span", light.word, class_="td-hidden")
    return tag("span", lights.mark(light, f"{name}: {text.lower_first(light.word)}"), word)


def dossier(document: Mapping[str, Any]) -> Html:
    """Return what a nomination consists of; empty when the plan asks for none."""
    wanted = document["dossier"]
    if wanted is None:
        return Html("")
    sets = f"{wanted['sets']} bộ" if wanted["sets"] else "số bộ kế hoạch không nêu"
    parts = (
        tag(
            "li", each["label"], *([f" ({text.lower_first(each['form'])})"] if each["form"] else [])
        )
        for each in wanted["parts"]
    )
    return tag("div", tag("p", f"Nộp {sets}:"), tag("ol", *parts), class_="td-lead")


def persons(listed: Sequence[Mapping[str, Any]], *, may_see: bool) -> Html:
    """Return the persons put forward; only for those who may see names."""
    if not listed:
        return Html("")
    if not may_see:
        return note(
            f"{len(listed)} cá nhân; tên không hiện ở trang chung",
            "Hội đồng và cơ quan điều phối xem danh sách sau khi đăng nhập.",
        )
    columns = ("Thứ tự", "Họ và tên", "Đơn vị", "Kết luận", "Còn vướng")
    head = tag("tr", *(tag("th", name, scope="col") for name in columns))
    rows = (
        tag(
            "tr",
            tag("td", row["rank"] or "", class_="td-number", data_label="Thứ tự"),
            tag("td", row["name"], data_label="Họ và tên"),
            tag("td", row["unit_name"], data_label="Đơn vị"),
            tag("td", lights.state(row["state"], is_near=False), data_label="Kết luận"),
            tag("td", "; ".join(row["why"]), class_="td-small", data_label="Còn vướng"),
        )
        for row in sorted(listed, key=lambda row: _ORDER.index(row["state"]))
    )
    return tag("table", tag("thead", head), tag("tbody", *rows), class_="td-table td-stack")


def sheet(document: Mapping[str, Any], names: Mapping[str, str], notes: list[str]) -> Sheet:
    """Return every unit under every condition as a table to keep."""
    places = _places(document)
    body = [
        [row["rank"], row["unit"], row["name"], STATES[row["state"]].word,
         *(_word(row["conditions"].get(code)) for code in names),
         places.get(str(row["unit"]), ""), "; ".join(row["why"])]
        for row in document["units"]
    ]  # fmt: skip
    head = ["Thứ tự", "Mã", "Đơn vị", "Kết luận", *names.values(), "Hạn mức", "Còn vướng"]
    return Sheet("Khen thưởng tập thể", notes, head, body)


def _word(state: str | None) -> str:
    return light_of(state).word if state else ""


def persons_sheet(listed: Sequence[Mapping[str, Any]], notes: list[str]) -> Sheet:
    """Return the persons put forward as a table to keep; only for those who may see names."""
    body = [
        [row["rank"], row["name"], row["unit_name"], STATES[row["state"]].word,
         "; ".join(row["why"])]
        for row in listed
    ]  # fmt: skip
    head = ["Thứ tự", "Họ và tên", "Đơn vị", "Kết luận", "Còn vướng"]
    return Sheet("Khen thưởng cá nhân", notes, head, body)
