"""What a hand-in would change, before anything is written: cells, score, class, rank, lights."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard import text
from dashboard.html import Html, join, tag
from dashboard.parts import choices, lights
from etl.version_words import change_line
from schemas.lights import STATES
from schemas.mending import mending
from schemas.words import number, percent
from warehouse.changed_cells import CellChange
from warehouse.standings import Light, LightChange, Standing, UnitEffect
from warehouse.what_if import BoardEffect, Effect

_WHATS = {"added": "thêm", "changed": "sửa", "removed": "bỏ"}
_SHORT = 12
_NOTHING = "không có"


def drawn(effect: Effect) -> Html:
    """Return the preview of a hand-in against the version that counts now."""
    several = len(effect.boards) > 1
    boards = join(_board(each, with_name=several) for each in effect.boards)
    return tag("div", tag("h2", "Nếu nộp tệp này"), _cells(effect.cells), boards, class_="td-lead")


def _cells(found: tuple[CellChange, ...]) -> Html:
    if not found:
        words = "Số liệu không đổi: mọi ô giống bản đang được tính."
        return tag("p", tag("b", words))
    counts = ", ".join(
        f"{word} {count}"
        for what, word in _WHATS.items()
        if (count := sum(each.what == what for each in found))
    )
    most = mending().most("changes_listed")
    items = [
        tag("li", tag("span", f"{each.sheet} · {each.cell}", class_="td-cell"), " ",
            change_line(each))
        for each in found[:most]
    ]  # fmt: skip
    if len(found) > most:
        items.append(tag("li", f"Còn {len(found) - most} ô nữa."))
    return tag(
        "details",
        tag("summary", tag("b", f"{len(found)} ô thay đổi"), f" so với bản đang tính: {counts}"),
        tag("ul", *items),
        open=len(found) <= _SHORT,
        class_="td-changes",
    )


def _board(board: BoardEffect, *, with_name: bool) -> Html:
    period = choices.periods(board.programme_id).get(board.period_id)
    title = tag("h3", str(period["label"] if period else board.period_id)) if with_name else None
    moved = len(board.moved)
    others = f"{moved} đơn vị khác đổi hạng." if moved else "Không đơn vị nào khác đổi hạng."
    return tag("div", title, join(map(_unit, board.units)), tag("p", others), class_="td-lead")


def _unit(each: UnitEffect) -> Html:
    rows = [
        tag("tr", tag("th", name, scope="row"), tag("td", before, data_label="Bản đang tính"),
            tag("td", tag("b", after) if after != before else after, data_label="Sau khi nộp"))
        for name, before, after in _facts(each.before, each.after)
    ]  # fmt: skip
    return join([_table(("", "Bản đang tính", "Sau khi nộp"), rows), _lights(each.lights)])


def _lights(found: tuple[LightChange, ...]) -> Html:
    if not found:
        return tag("p", "Không đèn nào đổi.")
    rows = [
        tag("tr", tag("th", each.name, scope="row"),
            tag("td", _light(each.before), data_label="Bản đang tính"),
            tag("td", _light(each.after), data_label="Sau khi nộp"))
        for each in found
    ]  # fmt: skip
    heads = (f"Đèn thay đổi ({len(found)})", "Bản đang tính", "Sau khi nộp")
    return _table(heads, rows)


def _table(heads: tuple[str, ...], rows: list[Html]) -> Html:
    head = tag("tr", *(tag("th" if name else "td", name, scope="col" if name else None)
                       for name in heads))  # fmt: skip
    return tag(
        "table", tag("thead", head), tag("tbody", *rows), class_="td-table td-stack td-preview"
    )


def _light(light: Light | None) -> Html | str:
    if light is None:
        return _NOTHING
    points = text.score(light.points, light.maximum, text.POINTS)
    more = ", ".join(each for each in (light.value, points) if each)
    state = lights.state(light.state, is_near=light.is_near)
    return join([state, tag("span", f" {more}", class_="td-quiet td-small") if more else ""])


def _facts(before: Standing | None, after: Standing | None) -> Iterator[tuple[str, str, str]]:
    yield "Kết quả", _score(before), _score(after)
    yield "Hạng", _rank(before), _rank(after)
    both = [each for each in (before, after) if each]
    if any(each.class_name for each in both):
        yield "Loại", _class(before), _class(after)
    if any(each.award_state for each in both):
        yield "Xét khen thưởng", _award(before), _award(after)


def _score(each: Standing | None) -> str:
    if each is None or each.score is None:
        return "chưa có"
    top = f"/{number(each.maximum)}" if each.maximum is not None else ""
    share = f" ({percent(each.index_pct, 1)})" if each.index_pct is not None else ""
    return f"{number(each.score)}{top}{share}"


def _rank(each: Standing | None) -> str:
    if each is None or each.rank is None:
        reason = each.excluded_reason if each else None
        # nobody has figures in the period yet, so no board says why
        reason = reason or "kỳ này chưa có số liệu"
        return f"không xếp hạng: {text.lower_first(reason)}"
    tied = f", {text.TIED}" if each.is_tied else ""
    possible = text.places(each.best_rank, each.worst_rank)
    more = f" (còn có thể {possible})" if possible else ""
    return f"{each.rank}/{each.ranked_count}{tied}{more}"


def _class(each: Standing | None) -> str:
    return (each.class_name if each else None) or "chưa xếp loại"


def _award(each: Standing | None) -> str:
    return STATES[each.award_state].word if each and each.award_state else _NOTHING
