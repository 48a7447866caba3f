"""Commands about points layer by layer, and about the targets of improvement plans."""

from __future__ import annotations

import click

from etl import output
from etl.cli_base import Command, json_option, period_option, store_of
from etl.scope import check_period, programme_of, unit_of
from schemas.lights import light_of
from schemas.words import number
from warehouse import award_readers, ledger_readers

_LAYERS = {
    "self": "tự chấm",
    "appraised": "thẩm định",
    "explained": "sau giải trình",
    "published": "công bố",
}


@click.command(cls=Command, help="Sổ điểm: tự chấm, thẩm định, sau giải trình đặt cạnh nhau.")
@click.argument("programme_id", metavar="KẾ_HOẠCH")
@click.argument("code", metavar="MÃ_ĐƠN_VỊ", required=False)
@period_option
@json_option
@click.pass_context
def ledger(
    context: click.Context, programme_id: str, code: str | None, period_id: str, as_json: bool
) -> None:
    """Print a unit's ledger; without a unit, over-claims and appraisers' severities."""
    store = store_of(context)
    programme = programme_of(programme_id, store)
    label = check_period(store, programme, period_id)
    if code is None:
        claims = ledger_readers.over_claims(store, programme.id, period_id).to_dicts()
        strict = ledger_readers.severities(store, programme.id, period_id).to_dicts()
        if as_json:
            output.emit(
                {
                    "programme": programme.id,
                    "period": period_id,
                    "over_claims": claims,
                    "severities": strict,
                }
            )
            return
        output.say(f"{programme.short_title}, {label}. Để kiểm tra, không phải hình thức trừ điểm.")
        output.say("Tự chấm cao hơn kết quả (phần trăm điểm tối đa của tiêu chí đã thẩm định):")
        for row in claims:
            output.say(f"  {number(row['over_claim_pct'], 2):>8} %  {row['unit_name']}")
        output.say("Người thẩm định hạ điểm trung bình (phần trăm điểm tối đa):")
        for row in strict:
            output.say(f"  {number(row['severity_pct'], 2):>8} %  {row['actor']}")
        return
    unit = unit_of(store, programme, code)
    rows = ledger_readers.ledger(store, programme.id, period_id, unit.code).to_dicts()
    if as_json:
        output.emit({"programme": programme.id, "period": period_id, "rows": rows})
        return
    output.say(f"{unit.name}, {label}")
    for row in rows:
        said = ", ".join(
            f"{word} {number(row[f'{layer}_points'])}"
            for layer, word in _LAYERS.items()
            if row[f"{layer}_points"] is not None
        )
        final = number(row["final_points"]) or "chưa có"
        mark = " (chưa thẩm định)" if row["is_provisional"] else ""
        output.say(f"{row['name']}: {final}/{number(row['maximum'])}{mark}; {said or '–'}")
        for layer, word in _LAYERS.items():
            if row.get(f"{layer}_reason"):
                output.say(f"    {word}, {row[f'{layer}_actor']}: {row[f'{layer}_reason']}")


@click.command(cls=Command, help="Chỉ tiêu của kế hoạch: từng chỉ tiêu đạt đến đâu.")
@click.argument("programme_id", metavar="KẾ_HOẠCH")
@period_option
@json_option
@click.pass_context
def targets(context: click.Context, programme_id: str, period_id: str, as_json: bool) -> None:
    """Print a plan's targets with their states."""
    store = store_of(context)
    programme = programme_of(programme_id, store)
    label = check_period(store, programme, period_id)
    rows = award_readers.targets(store, programme.id, period_id).to_dicts()
    if as_json:
        shown = (
            "criterion_code", "label", "about", "unit_code", "unit_name", "state", "reason_code",
            "reason", "figure", "needed", "is_scored", "is_ours", "cite", "note",
        )  # fmt: skip
        output.emit(
            {
                "programme": programme.id,
                "period": period_id,
                "targets": [{name: row[name] for name in shown} for row in rows],
            }
        )
        return
    output.say(f"{programme.short_title}, {label}")
    if not rows:
        output.say("Kế hoạch không có chỉ tiêu, hoặc kỳ này chưa có số liệu.")
    for row in rows:
        light = light_of(row["state"], is_near=row["is_near"])
        output.say(f"{light.shape} {light.word}: {row['label']} ({row['unit_name']})")
        output.say(
            f"    {row['figure'] or 'chưa có số liệu'}; cần {row['needed']}. {row['reason']}"
        )
