"""Commands that bring figures in for many units, or one point: table, score."""

from __future__ import annotations

import csv
import io
import re
from typing import cast

import click

from etl import output
from etl.cli_base import (
    EXIT_REFUSED,
    Command,
    Option,
    json_option,
    operator_of,
    operator_option,
    period_option,
    read_file,
    store_of,
)
from etl.scope import check_period, dataset_of, programme_of, unit_of
from etl.submit import Outcome
from etl.table import submit_table
from etl.table_columns import EVIDENCE, LAYERS, REASON, Layer
from etl.table_mapping import named_columns
from schemas.criteria_set import CriteriaSet
from schemas.findings import Refusal, finding
from schemas.programme import Programme
from warehouse.store import Store

_APPRAISED = ("appraised", "explained")


def tell(outcome: Outcome, as_json: bool, annotated: str | None = None) -> int:
    """Print what became of a file, and where its marked copy is; return the exit code."""
    if as_json:
        output.emit({**output.outcome_document(outcome), "annotated": annotated})
    else:
        output.say_outcome(outcome)
        if annotated is not None:
            output.say(f"Đã ghi bản sao đánh dấu chỗ sai: {annotated}")
    return EXIT_REFUSED if outcome.findings else 0


@click.command(cls=Command, help="Nạp bảng kết quả: mỗi dòng một đơn vị, mỗi cột một tiêu chí.")
@click.argument("file", metavar="TỆP")
@click.option("--criteria-set", "dataset_id", required=True, cls=Option, metavar="BỘ",
              help="Mã bộ tiêu chí hoặc kế hoạch (bắt buộc).")  # fmt: skip
@period_option
@click.option("--layer", type=click.Choice(list(LAYERS)), default="published", cls=Option,
              metavar="LỚP", help="Lớp điểm: self (tự chấm), appraised (thẩm định), "
              "explained (sau giải trình), published (được công bố, mặc định).")  # fmt: skip
@click.option("--map", "mapped", multiple=True, cls=Option, metavar="TIÊU_ĐỀ=MÃ",
              help="Cột mang tiêu đề ấy là tiêu chí nào; ghi được nhiều lần, được nhớ cho lần sau.",
              )  # fmt: skip
@click.option("--dry-run", is_flag=True, cls=Option, help="Chỉ kiểm tra, không nạp.")
@operator_option
@json_option
@click.pass_context
def table(
    context: click.Context,
    file: str,
    dataset_id: str,
    period_id: str,
    layer: str,
    mapped: tuple[str, ...],
    dry_run: bool,
    operator: str | None,
    as_json: bool,
) -> int:
    """Load a result table for many units."""
    data, name = read_file(file)
    outcome = submit_table(
        store_of(context), data, name, actor=operator_of(context, operator), dataset_id=dataset_id,
        period_id=period_id, layer=cast(Layer, layer), dry_run=dry_run,
        given=named_columns(mapped),
    )  # fmt: skip
    return tell(outcome, as_json)


@click.command(cls=Command, help="Ghi một điểm thẩm định hoặc sau giải trình, kèm lý do.")
@click.argument("programme_id", metavar="KẾ_HOẠCH")
@click.argument("period_id", metavar="KỲ")
@click.argument("code", metavar="MÃ_ĐƠN_VỊ")
@click.argument("criterion", metavar="TIÊU_CHÍ")
@click.argument("points", metavar="ĐIỂM")
@click.option("--layer", type=click.Choice(_APPRAISED), required=True, cls=Option, metavar="LỚP",
              help="appraised (thẩm định) hoặc explained (sau giải trình) (bắt buộc).")  # fmt: skip
@click.option("--reason", required=True, cls=Option, metavar="LÝ_DO", help="Lý do (bắt buộc).")
@click.option("--evidence", default="", cls=Option, metavar="MINH_CHỨNG",
              help="Số, ký hiệu tài liệu kiểm chứng.")  # fmt: skip
@click.option("--actor", "--operator", "actor", required=True, cls=Option, metavar="NGƯỜI",
              help="Người thẩm định (bắt buộc).")  # fmt: skip
@json_option
@click.pass_context
def score(
    context: click.Context,
    programme_id: str,
    period_id: str,
    code: str,
    criterion: str,
    points: str,
    layer: str,
    reason: str,
    evidence: str,
    actor: str,
    as_json: bool,
) -> int:
    """Write one appraised point as a table of one row, through the same door."""
    store = store_of(context)
    programme = programme_of(programme_id, store)
    check_period(store, programme, period_id)
    unit = unit_of(store, programme, code)
    if not actor.strip():
        raise Refusal(finding("usage.missing", found="--actor"))
    set_id = _scored_set(store, programme, criterion)
    name = re.sub(r"[^A-Za-z0-9]+", "-", f"diem-{set_id}-{period_id}-{unit.code}-{criterion}")
    outcome = submit_table(
        store,
        _one_row(unit.code, criterion, points, reason, evidence),
        f"{name}.csv",
        actor=operator_of(context, actor),
        dataset_id=set_id,
        period_id=period_id,
        layer=cast(Layer, layer),
    )
    return tell(outcome, as_json)


def _scored_set(store: Store, programme: Programme, criterion: str) -> str:
    """Return the criteria set of a programme; refuses what is not one of its leaves."""
    if programme.criteria_set is None:
        raise Refusal(finding("identity.no_criteria_set", found=programme.short_title))
    found = dataset_of(programme.criteria_set, store)
    criteria = found.criteria if isinstance(found, CriteriaSet) else ()
    leaves = [each.code for each in criteria if each.kind in ("published_points", "rule")]
    if criterion in leaves:
        return found.id
    is_node = any(each.code == criterion for each in criteria)
    raise Refusal(
        finding(
            "identity.not_a_leaf" if is_node else "identity.unknown_criterion",
            found=criterion,
            programme=programme.short_title,
            expected=", ".join(leaves),
        )
    )


def _one_row(unit: str, criterion: str, points: str, reason: str, evidence: str) -> bytes:
    """Return the table that a clerk would have written, so that the very file is kept."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(["Mã đơn vị", criterion, criterion + REASON, criterion + EVIDENCE])
    writer.writerow([unit, points, " ".join(reason.split()), " ".join(evidence.split())])
    return b"\xef\xbb\xbf" + out.getvalue().encode()
