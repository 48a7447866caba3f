"""Commands that give reasons: why (down to the cell) and awards."""

from __future__ import annotations

import click

from etl import output
from etl.awards import awards_document
from etl.cli_base import Command, Option, json_option, period_option, store_of
from etl.scope import check_period, programme_of, unit_of
from schemas.findings import Refusal, finding
from schemas.lights import light_of
from schemas.words import moment
from warehouse import readers


@click.command(cls=Command, help="Vì sao: từ một kết quả tới tệp, trang, ô.")
@click.argument("programme_id", metavar="KẾ_HOẠCH")
@click.argument("code", metavar="MÃ_ĐƠN_VỊ")
@click.argument("criterion", metavar="TIÊU_CHÍ")
@period_option
@json_option
@click.pass_context
def why(
    context: click.Context,
    programme_id: str,
    code: str,
    criterion: str,
    period_id: str,
    as_json: bool,
) -> None:
    """Print why a verdict is what it is, down to the cell."""
    store = store_of(context)
    programme = programme_of(programme_id, store)
    check_period(store, programme, period_id)
    found = unit_of(store, programme, code)
    verdicts = readers.unit_verdicts(store, programme.id, period_id, found.code, in_full=True)
    row = next((each for each in verdicts.to_dicts() if each["criterion_code"] == criterion), None)
    if row is None:
        known = ", ".join(verdicts["criterion_code"])
        raise Refusal(
            finding(
                "identity.unknown_criterion",
                found=criterion,
                programme=programme.short_title,
                expected=known,
            )
        )
    sources = readers.sources(
        store, programme.id, period_id, found.code, criterion, in_full=True
    ).to_dicts()
    document = {
        "programme": programme.id,
        "period": period_id,
        "revision": store.revision(),
        "unit": found.code,
        "name": found.name,
        "criterion": criterion,
        "criterion_name": row["name"],
        "rule": {
            "asks": row["asks"],
            "needed": row["needed_text"],
            "cite": row["cite"],
            "document": programme.document.title,
            "is_ours": row["is_ours"],
            "note": row["note"],
        },
        "state": row["state"],
        "is_near": row["is_near"],
        "value": row["value_text"],
        "formula": row["formula"],
        "gap": row["gap_text"],
        "reason": row["reason"],
        "inputs": [
            {
                "measure": each["measure_label"],
                "column": each["column_label"],
                "period": each["source_period_id"],
                "file": each["file_name"],
                "sheet": each["sheet"],
                "cell": each["cell"],
                "text": each["text"],
                "layer": each["layer"],
                "receipt": each["receipt_code"],
                "received_at": each["received_at"],
                "actor": each["actor"],
                "sha256": each["sha256"],
                "source": each["source_note"],
                "is_sample": each["is_sample"],
            }
            for each in sources
        ],
    }
    if as_json:
        output.emit(document)
        return
    light = light_of(row["state"], is_near=row["is_near"])
    output.say(f"{found.name}, {row['name']}: {light.shape} {light.word}. {row['reason']}")
    output.say(f"Quy tắc: {row['asks']} ({row['cite'] or 'không ghi điều khoản'})")
    output.say(f"Tính: {document['formula']}")
    for each in sources:
        output.say(
            f"  {each['file_name']}, trang “{each['sheet']}”, ô {each['cell']}: {each['text']} "
            f"- {each['column_label'] or each['measure_label']} "
            f"(biên nhận {each['receipt_code']}, {moment(each['received_at'])}, {each['actor']})"
        )


@click.command(cls=Command, help="Xét khen thưởng: ai đủ, ai gần đủ, hạn mức ở đâu.")
@click.argument("programme_id", metavar="KẾ_HOẠCH")
@click.option(
    "--year", type=int, required=True, cls=Option, metavar="NĂM", help="Năm xét (bắt buộc)."
)
@json_option
@click.pass_context
def awards(context: click.Context, programme_id: str, year: int, as_json: bool) -> None:
    """Print who is eligible for the year's awards; nothing is selected."""
    store = store_of(context)
    document = awards_document(store, programme_of(programme_id, store), year, in_full=True)
    if as_json:
        output.emit(document)
        return
    output.say(f"{document['title']}, năm {year}. Hệ thống chỉ đề xuất; hội đồng quyết định.")
    for award in document["awards"]:
        for quota in award["quotas"]:
            output.say(f"{award['label']} - {quota['subject_label']}: {quota['text']}")
            for row in quota["proposal"]:
                person = f" ({row['person']})" if row["person"] else ""
                output.say(f"  {row['rank']:>3}  {row['place_label']:<24} {row['name']}{person}")
    for row in document["units"]:
        if row["state"] != "met":
            output.say(f"  –  {row['state_label']:<18} {row['name']}: {'; '.join(row['why'])}")
    for row in document["individuals"]:
        if row["state"] != "met":
            output.say(
                f"  –  {row['state_label']:<18} {row['name']} ({row['unit_name']}): "
                f"{'; '.join(row['why'])}"
            )
