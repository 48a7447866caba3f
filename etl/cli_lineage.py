"""Commands for inspectors and for comparing over time: lineage of a unit, signs to look at."""

from __future__ import annotations

from typing import Any

import click

from etl import output
from etl.cli_base import Command, json_option, store_of
from etl.scope import check_period, everyone, programme_of
from schemas.findings import Refusal, finding
from schemas.lineage import KIND_LABELS, share_text
from schemas.register import load_register
from schemas.signals import NOTE, signal_book
from schemas.units import Unit
from schemas.words import day
from warehouse.lineage import lineage as read_lineage
from warehouse.signals import signals as read_signals

_SHOWN_PLACES = 5
_HEADINGS = {
    "itself": "Đổi tên, đổi loại",
    "predecessor": "Hình thành từ",
    "successor": "Chuyển thành",
}


def _unit(text: str) -> Unit:
    """Return the one unit of all time that a code or exact name means; refuses anything else."""
    matcher, register = everyone(), load_register()
    match = matcher.match(text)
    if match.unit_id is not None:
        return register.unit(match.unit_id)
    if match.is_ambiguous:
        # a name or code before and after a reform differs only in the unit's id
        listed = "; ".join(f"{matcher.label(each)} [{each}]" for each in match.suggestions)
        raise Refusal(finding("lineage.ambiguous", found=text, expected=listed))
    raise Refusal(matcher.finding(text, where="Đơn vị cần tra"))


@click.command(cls=Command, help="Đơn vị hình thành từ đâu, chuyển thành đơn vị nào, từ ngày nào.")
@click.argument("text", metavar="ĐƠN_VỊ")
@json_option
@click.pass_context
def lineage(context: click.Context, text: str, as_json: bool) -> None:
    """Print the predecessors and successors of a unit."""
    unit = _unit(text)
    rows = read_lineage(store_of(context), unit.unit_id).to_dicts()
    if as_json:
        output.emit(
            {
                "unit": unit.unit_id,
                "code": unit.code,
                "name": unit.name,
                "valid_from": unit.valid_from,
                "valid_to": unit.valid_to,
                "changes": [_change(row) for row in rows],
            }
        )
        return
    ended = f", đã kết thúc ngày {day(unit.valid_to)}" if unit.valid_to else ""
    output.say(f"{unit.name} (mã {unit.code}){ended}")
    if not rows:
        output.say("Danh mục không ghi đơn vị nào trước hoặc sau đơn vị này.")
    for direction in dict.fromkeys(row["direction"] for row in rows):
        output.say(f"{_HEADINGS[direction]}:")
        for row in rows:
            if row["direction"] == direction:
                share = share_text(row["weight_pct"], is_ours=row["is_ours"])
                output.say(
                    f"{'  ' * max(row['step'], 1)}{day(row['changed_on'])}  "
                    f"{row['predecessor_name']} ({row['predecessor_code']}) → "
                    f"{row['successor_name']} ({row['successor_code']}): "
                    f"{KIND_LABELS[row['kind']]}; phần chuyển sang {share}; nguồn: {row['source']}"
                )


def _change(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "direction": row["direction"],
        "step": row["step"],
        "predecessor": row["predecessor_id"],
        "predecessor_code": row["predecessor_code"],
        "predecessor_name": row["predecessor_name"],
        "successor": row["successor_id"],
        "successor_code": row["successor_code"],
        "successor_name": row["successor_name"],
        "kind": row["kind"],
        "kind_label": KIND_LABELS[row["kind"]],
        "changed_on": row["changed_on"],
        "weight_pct": row["weight_pct"],
        "weight_text": share_text(row["weight_pct"], is_ours=row["is_ours"]),
        "weight_basis": row["weight_basis"],
        "is_ours": row["is_ours"],
        "source": row["source"],
    }


@click.command(cls=Command, help="Dấu hiệu cần xem khi kiểm tra; không phải kết luận.")
@click.argument("programme_id", metavar="KẾ_HOẠCH")
@click.argument("period_id", metavar="KỲ")
@json_option
@click.pass_context
def signals(context: click.Context, programme_id: str, period_id: str, as_json: bool) -> None:
    """Print the signs that an inspector may want to look at."""
    store = store_of(context)
    programme = programme_of(programme_id, store)
    label = check_period(store, programme, period_id)
    rows = read_signals(store, programme.id, period_id).to_dicts()
    kinds = signal_book().by_kind
    if as_json:
        output.emit(
            {
                "programme": programme.id,
                "period": period_id,
                "revision": store.revision(),
                "note": NOTE,
                "kinds": [
                    {
                        "kind": each.kind,
                        "label": each.label,
                        "explain": each.explain,
                        "limits": [limit.model_dump() for limit in each.limits],
                        "count": sum(row["kind"] == each.kind for row in rows),
                    }
                    for each in kinds.values()
                ],
                "signals": [
                    {
                        "kind": row["kind"],
                        "unit": row["unit_code"],
                        "name": row["unit_name"],
                        "criterion": row["criterion_code"],
                        "detail": row["detail"],
                        "places": row["places"],
                    }
                    for row in rows
                ],
            }
        )
        return
    output.say(f"{programme.short_title}, {label}. {NOTE}")
    if not rows:
        output.say("Không có dấu hiệu nào.")
    for kind in dict.fromkeys(row["kind"] for row in rows):
        output.say(f"-- {kinds[kind].label}. {kinds[kind].explain}")
        for row in rows:
            if row["kind"] == kind:
                output.say(f"  {row['unit_code']:<10} {row['unit_name']}: {row['detail']}")
                output.say(f"    {_places(row['places'])}")


def _places(places: list[dict[str, str]]) -> str:
    listed = [f"{each['file']}, trang “{each['sheet']}”, ô {each['cell']}" for each in places]
    more = len(listed) - _SHOWN_PLACES
    return "; ".join(listed[:_SHOWN_PLACES]) + (f"; và {more} ô khác" if more > 0 else "")
