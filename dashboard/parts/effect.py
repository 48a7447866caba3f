"""What a hand-in would change, before anything is written: cells, score, class, rank, lights."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard import text
from dashboard.html import Html, join, tag
from dashboard.parts import choices, lights
from etl.version_words import change_line
from schemas.lights import STATES
from schemas.mending import mending
from schemas.verdict_words import EXCLUDED_REASONS
from schemas.words import number, percent
from warehouse.changed_cells import CellChange
from warehouse.standings import Light, LightChange, Standing, UnitEffect
from warehouse.what_if import BoardEffect, Effect

_WHATS = {"added": "thêm", "changed": "sửa", "removed": "bỏ"}
_SHORT = 12
_NOTHING = "không có"
_SAME = "như đang tính"


def drawn(effect: Effect, title: str = "Nếu nộp tệp này") -> Html:
    """Return the preview of a hand-in against the version that counts now."""
    several = len(effect.boards) > 1
    boards = join(_board(each, with_name=several) for each in effect.boards)
    return tag("div", tag("h2", title), _cells(effect.cells), boards, class_="td-lead")


def _cells(found: tuple[CellChange, ...]) -> Html:
    if not found:
        words = "Số liệu không đổi: mọi ô giống bản đang được tính."
        return tag("p", tag("b", words))
    counts = ", ".join(
        f"{word} {count}"
        for what, word in _WHATS.items()
        if (count := sum(each.what == what for each in found))
    )
    most = mending().amount("changes_listed")
    is_of_many = len({each.unit_code for each in found}) > 1
    items = [
        tag("li", tag("span", f"{each.sheet} · {each.cell}", class_="td-cell"), " ",
            f"{each.unit_name}: " if is_of_many else None, change_line(each))
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
    units = _units(board.units) if len(board.units) > 1 else join(map(_unit, board.units))
    return tag("div", title, units, tag("p", others), class_="td-lead")


def _units(found: tuple[UnitEffect, ...]) -> Html:
    """Return one line a unit that changes, the first of them; how many change and how many not."""
    changed = [each for each in found if not each.is_nothing]
    many = str(len(changed)) if changed else "Không đơn vị nào"
    told = f"{many} trong {len(found)} đơn vị của tệp thay đổi."
    most = mending().amount("units_listed")
    rows = [
        tag("tr", tag("th", each.unit_name, scope="row"),
            tag("td", (before := _place(each.before)), data_label="Bản đang tính"),
            tag("td", after if (after := _place(each.after)) != before else _SAME,
                data_label="Sau khi nạp"),
            tag("td", len(each.lights), data_label="Đèn đổi"))
        for each in changed[:most]
    ]  # fmt: skip
    more = len(changed) - most
    rest = tag("p", f"Còn {more} đơn vị nữa thay đổi.") if more > 0 else None
    heads = ("Đơn vị", "Bản đang tính", "Sau khi nạp", "Đèn đổi")
    table = _table(heads, rows) if rows else None
    return join(each for each in (tag("p", tag("b", told)), table, rest) if each is not None)


def _place(each: Standing | None) -> str:
    facts = [_score(each), _rank(each)]
    if each is not None and each.class_name:
        facts.append(each.class_name)
    return "; ".join(facts)


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


_NO_SCORE = "chưa có"


def _score(each: Standing | None) -> str:
    if each is None or each.score is None:
        return _NO_SCORE
    top = f"/{number(each.maximum)}" if each.maximum is not None else ""
    share = f" ({percent(each.index_pct, 1)})" if each.index_pct is not None else ""
    return f"{number(each.score)}{top}{share}"


def _rank(each: Standing | None) -> str:
    if each is None or each.rank is None:
        reason = each.excluded_reason if each else None
        if not reason and _score(each) == _NO_SCORE:  # nothing of the period was judged yet
            reason = EXCLUDED_REASONS["no_hand_in"]
        return f"không xếp hạng: {text.lower_first(reason)}" if reason else "không xếp hạng"
    tied = f", {text.TIED}" if each.is_tied else ""
    possible = text.places(each.best_rank, each.worst_rank)
    more = f" (còn có thể {possible})" if possible else ""
    return f"{text.of(each.rank, each.ranked_count)}{tied}{more}"


def _class(each: Standing | None) -> str:
    return (each.class_name if each else None) or "chưa xếp loại"


def _award(each: Standing | None) -> str:
    return STATES[each.award_state].word if each and each.award_state else _NOTHING
