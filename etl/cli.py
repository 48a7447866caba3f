"""The command line: ``thidua``. Prints what readers and the front door answer."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click

from etl import output
from etl.cli_account import account
from etl.cli_annotate import write_annotated
from etl.cli_base import (
    EXIT_REFUSED,
    Command,
    Group,
    Option,
    data_dir,
    json_option,
    operator,
    operator_of,
    operator_option,
    read_file,
    run,
    store_of,
)
from etl.cli_batch import batch, inbox
from etl.cli_boards import board, unit
from etl.cli_closing import checks, close, closings, reopen
from etl.cli_dossiers import dossiers
from etl.cli_forms import export, template, write_file
from etl.cli_ledger import ledger, targets
from etl.cli_lineage import lineage, signals
from etl.cli_mappings import mappings
from etl.cli_path import path_command
from etl.cli_reasons import awards, why
from etl.cli_scores import score, table, tell
from etl.cli_versions import approve, diff, versions, withdraw
from etl.cli_wall import wall_token
from etl.cli_what_if import impact, ranges, waterfall_command, whatif
from etl.reasons import named_reasons
from etl.renew import is_renewable, renew_form
from etl.scope import everyone, rule_book
from etl.submit import submit_workbook
from schemas.findings import Refusal, finding
from schemas.reader import check_files
from schemas.register import load_register
from schemas.units import KIND_LABELS
from schemas.wall import TOKEN_REQUIRED
from warehouse.sessions import SIGN_IN_REQUIRED


@click.group(
    cls=Group, help="Bảng thi đua PAR INDEX, SIPAS, PAPI: nộp số liệu, xếp hạng, xét thưởng."
)
@click.option(
    "--data", cls=Option, metavar="THƯ_MỤC",
    help="Thư mục kho dữ liệu; mặc định lấy từ THIDUA_DATA, nếu không có thì ./data.",
)  # fmt: skip
def cli(data: str | None) -> None:
    """Hold the options that every command shares; ``data_dir`` reads them back."""
    del data


for each in (
    template, export, board, unit, why, awards, ledger, targets, whatif, path_command, impact,
    waterfall_command, ranges, close, reopen, closings, checks, account, versions, diff, approve,
    withdraw, lineage, signals, table, dossiers, score, wall_token, batch, inbox,
    mappings,
):  # fmt: skip
    cli.add_command(each)


@cli.command(cls=Command, help="Nạp dữ liệu demo rồi mở bảng điều khiển.")
@click.option(
    "--port", type=int, default=8501, cls=Option, metavar="CỔNG", help="Cổng, mặc định 8501."
)
@click.option(
    "--no-serve", is_flag=True, cls=Option, help="Chỉ nạp dữ liệu, không mở bảng điều khiển."
)
@click.pass_context
def demo(context: click.Context, port: int, no_serve: bool) -> None:
    """Load the demo data and serve the dashboard."""
    # imported here: only this command needs the demo's figures
    from etl.demo import load_demo
    from etl.demo_accounts import make_sample_accounts

    def tell(done: int, total: int) -> None:
        # a progress line belongs on a terminal only: scripts read plain output
        if sys.stderr.isatty():
            end = "\n" if done == total else ""
            click.echo(f"\rNạp dữ liệu demo: {done}/{total} phần ...{end}", nl=False, err=True)

    loaded = load_demo(store_of(context), tell)
    output.say(
        f"Đã nạp {loaded} tệp dữ liệu demo." if loaded else "Dữ liệu demo đã có sẵn, không nạp lại."
    )
    if make_sample_accounts(data_dir(context), operator()):
        output.say("Đã tạo các tài khoản mẫu; tên và mật khẩu ghi ở trang Đăng nhập.")
    if not no_serve:
        _serve(data_dir(context), "127.0.0.1", port)


@cli.command(cls=Command, help="Mở bảng điều khiển.")
@click.option("--host", default="127.0.0.1", cls=Option, metavar="ĐỊA_CHỈ",
              help="Địa chỉ lắng nghe, mặc định 127.0.0.1 (chỉ máy này).")  # fmt: skip
@click.option(
    "--port", type=int, default=8501, cls=Option, metavar="CỔNG", help="Cổng, mặc định 8501."
)
@click.option("--require-sign-in", is_flag=True, cls=Option,
              help="Chỉ người đã đăng nhập mới xem được các màn hình.")  # fmt: skip
@click.option("--require-wall-token", is_flag=True, cls=Option,
              help="Màn hình lớn chỉ mở với mã còn hiệu lực (lệnh wall-token).")  # fmt: skip
@click.pass_context
def serve(
    context: click.Context, host: str, port: int, require_sign_in: bool, require_wall_token: bool
) -> None:
    """Serve the dashboard."""
    store_of(context).close()
    wanted = {SIGN_IN_REQUIRED: require_sign_in, TOKEN_REQUIRED: require_wall_token}
    os.environ.update({name: "1" for name, is_wanted in wanted.items() if is_wanted})
    _serve(data_dir(context), host, port)


def _serve(folder: Path, host: str, port: int) -> None:
    """Hand over to the dashboard's own process: the rooms above are started, never imported."""
    command = [sys.executable, "-m", "dashboard.server", str(folder), host, str(port)]
    sys.stdout.flush()
    if os.name == "posix":
        os.execv(sys.executable, command)  # noqa: S606 - our own module, no shell
    sys.exit(subprocess.run(command, check=False).returncode)  # noqa: S603 - as above


@cli.group(cls=Group, help="Danh mục đơn vị.")
def units() -> None:
    """Group the commands about units."""


@units.command(cls=Command, help="Tìm đơn vị theo tên hoặc mã (không dấu chỉ để gợi ý).")
@click.argument("text", metavar="TÊN_HOẶC_MÃ")
@json_option
def find(text: str, as_json: bool) -> None:
    """Find units by name or code."""
    register = load_register()
    hits = everyone().find(text)
    if as_json:
        output.emit(
            {
                "text": text,
                "units": [
                    {
                        "unit": hit.unit.unit_id,
                        "code": hit.unit.code,
                        "name": hit.unit.name,
                        "kind": hit.unit.kind,
                        "how": hit.how,
                        "within": [each.name for each in register.ancestors(hit.unit.unit_id)],
                        "codes": {
                            code.system: code.code for code in register.codes_of(hit.unit.unit_id)
                        },
                        "valid_from": hit.unit.valid_from,
                        "valid_to": hit.unit.valid_to,
                    }
                    for hit in hits
                ],
            }
        )
        return
    if not hits:
        output.say(f"Không có đơn vị nào tên hoặc mã “{text}”.")
    for hit in hits:
        places = ", ".join(each.name for each in register.ancestors(hit.unit.unit_id))
        mark = "" if hit.how == "exact" else " (gợi ý)"
        ended = " [đã kết thúc]" if hit.unit.valid_to else ""
        output.say(
            f"{hit.unit.code}  {hit.unit.name} - {KIND_LABELS[hit.unit.kind]}"
            + (f", {places}" if places else "") + ended + mark
        )  # fmt: skip


@cli.group(cls=Group, help="Kế hoạch và bộ tiêu chí.")
def programme() -> None:
    """Group the commands about programmes."""


@programme.command("list", cls=Command, help="Liệt kê các kế hoạch.")
@json_option
@click.pass_context
def programme_list(context: click.Context, as_json: bool) -> None:
    """List the programmes."""
    del context
    programmes = rule_book().programmes.values()
    if as_json:
        output.emit(
            {
                "programmes": [
                    {
                        "id": each.id,
                        "title": each.title,
                        "short_title": each.short_title,
                        "family": each.family,
                        "years": list(each.years),
                        "criteria_set": each.criteria_set,
                        "class_scheme": each.class_scheme,
                        "groups": [group.code for group in each.groups],
                    }
                    for each in programmes
                ]
            }
        )
        return
    for each in programmes:
        output.say(f"{each.id}  {each.short_title}: {each.title}")


@programme.command(cls=Command, help="Kiểm tra tệp quy tắc: báo tệp, dòng và lý do.")
@click.argument("files", nargs=-1, required=True, metavar="TỆP...")
@json_option
def check(files: tuple[str, ...], as_json: bool) -> int:
    """Check rule files."""
    missing = [name for name in files if not Path(name).is_file()]
    if missing:
        raise Refusal(*(finding("usage.no_file", found=name, file=name) for name in missing))
    found = check_files([Path(name) for name in files])
    if as_json:
        output.emit(
            {"ok": not found, "files": list(files), "findings": output.findings_document(found)}
        )
    elif found:
        output.say_findings(found)
    else:
        output.say(f"Đã kiểm tra {len(files)} tệp: không có lỗi.")
    return EXIT_REFUSED if found else 0


@cli.command(cls=Command, help="Nộp bảng số liệu của một đơn vị.")
@click.argument("file", metavar="TỆP")
@click.option(
    "--programme",
    "programme_id",
    cls=Option,
    metavar="KẾ_HOẠCH",
    help="Mã kế hoạch phải khớp với tệp.",
)
@click.option("--unit", "unit_code", cls=Option, metavar="MÃ", help="Mã đơn vị phải khớp với tệp.")
@click.option("--period", "period_id", cls=Option, metavar="KỲ", help="Kỳ phải khớp với tệp.")
@click.option("--dry-run", is_flag=True, cls=Option, help="Chỉ kiểm tra, không nộp.")
@click.option(
    "--confirm", "confirmed", multiple=True, cls=Option, metavar="MÃ=LÝ_DO",
    help="Lý do cho một số liệu khác thường, theo mã đã báo; ghi được nhiều lần.",
)  # fmt: skip
@click.option(
    "--renew", "renew_to", cls=Option, metavar="MỚI.xlsx",
    help="Tệp bị trả lại vì biểu mẫu cũ hoặc hỏng: ghi biểu mẫu mới đã chép sẵn số liệu.",
)  # fmt: skip
@click.option("--annotated", cls=Option, metavar="TỆP",
              help="Khi bị trả lại, ghi bản sao của tệp đã đánh dấu chỗ sai ra TỆP.")  # fmt: skip
@operator_option
@json_option
@click.pass_context
def submit(
    context: click.Context,
    file: str,
    programme_id: str | None,
    unit_code: str | None,
    period_id: str | None,
    dry_run: bool,
    confirmed: tuple[str, ...],
    renew_to: str | None,
    annotated: str | None,
    operator: str | None,
    as_json: bool,
) -> int:
    """Hand in a unit's workbook."""
    data, name = read_file(file)
    store = store_of(context)
    outcome = submit_workbook(
        store, data, name, actor=operator_of(context, operator), programme_id=programme_id,
        unit_code=unit_code, period_id=period_id, dry_run=dry_run,
        confirmed=named_reasons(confirmed),
    )  # fmt: skip
    code = tell(outcome, as_json, write_annotated(annotated, data, name, outcome))
    if renew_to is not None and is_renewable(outcome.findings):
        made = renew_form(store, data, name)
        if made is not None:
            write_file(renew_to, made.data)
            if not as_json:
                output.say(f"Đã ghi biểu mẫu mới, có sẵn số liệu của tệp này: {renew_to}")
    return code


def main() -> None:
    """Run the command line."""
    run(cli, sys.argv[1:])


if __name__ == "__main__":
    main()
