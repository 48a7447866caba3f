"""The command line's frame: Vietnamese help, one place for errors, exit codes 0, 2 and 3."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from etl import output
from etl.cli_faults import usage_finding, write_failure
from schemas.failures import OwnFailure
from schemas.findings import Refusal, finding
from schemas.roles import Who
from warehouse.accounts import Accounts
from warehouse.opening import open_warehouse
from warehouse.store import Store

EXIT_REFUSED = 2
EXIT_OWN_FAILURE = 3

_F = TypeVar("_F", bound=Callable[..., Any])


class Option(click.Option):
    """An option whose help carries no English extras."""

    def get_help_extra(self, ctx: click.Context) -> Any:  # noqa: ARG002 - click calls it so
        """Leave out “[required]” and its like: the help text says it in Vietnamese."""
        return {}


class _Vietnamese:
    def __init__(self, *arguments: Any, **options: Any) -> None:
        options.setdefault("options_metavar", "[TÙY_CHỌN]")
        if isinstance(self, click.Group):
            options.setdefault("subcommand_metavar", "LỆNH [THAM_SỐ]...")
        super().__init__(*arguments, **options)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = self.collect_usage_pieces(ctx)  # type: ignore[attr-defined]
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix="Cách dùng: ")

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option: click.Option | None = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = "In phần trợ giúp này."
        return option

    def _records(self, ctx: click.Context) -> list[tuple[str, str]]:
        params = self.get_params(ctx)  # type: ignore[attr-defined]
        options = (param for param in params if isinstance(param, click.Option))
        found = (option.get_help_record(ctx) for option in options)
        return [record for record in found if record is not None]


class Command(_Vietnamese, click.Command):
    """A command with Vietnamese help."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options under a Vietnamese heading."""
        with formatter.section("Tùy chọn"):
            formatter.write_dl(self._records(ctx))


class Group(_Vietnamese, click.Group):
    """A group of commands with Vietnamese help."""

    command_class = Command

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options and the commands under Vietnamese headings."""
        with formatter.section("Tùy chọn"):
            formatter.write_dl(self._records(ctx))
        with formatter.section("Lệnh"):
            names = self.list_commands(ctx)
            commands = [(name, self.get_command(ctx, name)) for name in names]
            formatter.write_dl(
                [(name, each.get_short_help_str(80)) for name, each in commands if each]
            )


Group.group_class = Group


def json_option(function: _F) -> _F:
    """Add ``--json``."""
    return click.option(
        "--json", "as_json", is_flag=True, cls=Option, help="In một tài liệu JSON."
    )(function)


def period_option(function: _F) -> _F:
    """Add ``--period``."""
    return click.option(
        "--period", "period_id", required=True, cls=Option, metavar="KỲ",
        help="Kỳ, ví dụ 2025-10, 2022-Q1, 2022-H1, 2022-Y (bắt buộc).",
    )(function)  # fmt: skip


def data_dir(context: click.Context) -> Path:
    """Return the warehouse folder: ``--data``, else THIDUA_DATA, else ``data`` here."""
    return _folder(context.find_root().params.get("data"))


def _folder(given: str | None) -> Path:
    return Path(given or os.environ.get("THIDUA_DATA") or "data").absolute()


def store_of(context: click.Context) -> Store:
    """Return the open warehouse of this command; OwnFailure KHO-03 or KHO-04 if there is none."""
    folder = data_dir(context)
    try:
        return open_warehouse(folder)
    except OwnFailure:
        raise
    except OSError as error:
        raise OwnFailure(
            "KHO-03",
            f"Không dùng được “{folder}” làm kho dữ liệu: không phải là thư mục, "
            "không có quyền ghi, hoặc ổ đĩa đã đầy.",
        ) from error
    except Exception as error:
        raise OwnFailure(
            "KHO-04",
            f"Không mở được kho dữ liệu ở “{folder}”. Có thể tệp kho đã bị hỏng; "
            "chưa ghi gì thêm vào đó.",
        ) from error


def operator() -> str:
    """Return who acts: the name of the account that runs the command."""
    try:
        return f"dòng lệnh ({getpass.getuser()})"
    except (KeyError, OSError):
        return "dòng lệnh"


def operator_option(function: _F) -> _F:
    """Add ``--operator``: who acts; the name of an account acts with its role and unit."""
    return click.option(
        "--operator", "--actor", "operator", cls=Option, metavar="NGƯỜI",
        help="Người thực hiện; là tên một tài khoản thì theo đúng vai trò và đơn vị của tài khoản "
        "đó. Mặc định là người dùng của máy.",
    )(function)  # fmt: skip


def operator_of(context: click.Context, given: str | None) -> Who:
    """Return who acts: the account of that name, else the operator of the machine by that name."""
    if given is None:
        return operator()
    account = Accounts(data_dir(context)).by_name(given)
    if account is None:
        return given
    if account.is_disabled:
        raise Refusal(finding("account.closed", found=account.name))
    return account.actor


def read_file(path: str) -> tuple[bytes, str]:
    """Return a file's bytes and name; refuses a path that cannot be read."""
    place = Path(path)
    try:
        return place.read_bytes(), place.name
    except OSError:
        raise Refusal(finding("usage.no_file", found=path)) from None


def run(group: click.Group, arguments: Sequence[str]) -> NoReturn:
    """Run the command line and leave with 0, 2 (refused, the user can mend it) or 3 (our fault)."""
    as_json = "--json" in arguments
    try:
        result = group.main(list(arguments), prog_name="thidua", standalone_mode=False)
        code = result if isinstance(result, int) else 0
    except Refusal as refusal:
        code = _refused(refusal, as_json)
    except click.exceptions.NoArgsIsHelpError as error:
        output.say(error.ctx.get_help() if error.ctx else "")
        code = EXIT_REFUSED
    except click.ClickException as error:
        code = _refused(Refusal(usage_finding(error)), as_json)
    except OwnFailure as failure:
        code = _own(failure.code, failure.message, arguments)
    except (click.Abort, KeyboardInterrupt):
        code = 130
    except BrokenPipeError:
        sys.stderr.close()
        code = 0
    except Exception:
        message = "Hệ thống gặp lỗi ngoài dự kiến. Đây là lỗi của hệ thống, không phải của bạn."
        code = _own("HT-01", message, arguments)
    sys.exit(code)


def _refused(refusal: Refusal, as_json: bool) -> int:
    if as_json:
        findings = output.findings_document(refusal.findings)
        output.emit({"accepted": False, "findings": findings})
    else:
        output.say_findings(refusal.findings)
    return EXIT_REFUSED


def _own(code: str, message: str, arguments: Sequence[str]) -> int:
    """Tell our failure in words; the traceback goes to the log and never to the screen."""
    log = write_failure(_folder(_given_folder(arguments)), code, arguments)
    if "--json" in arguments:
        error = {"code": code, "message": message, "log": None if log is None else str(log)}
        output.emit({"error": error})
    else:
        click.echo(f"Lỗi {code}: {message}", err=True)
        if log is not None:
            click.echo(f"Chi tiết cho quản trị viên: {log}", err=True)
    return EXIT_OWN_FAILURE


def _given_folder(arguments: Sequence[str]) -> str | None:
    """Return what ``--data`` names; the failure may have come before it was parsed."""
    for place, word in enumerate(arguments):
        if word.startswith("--data="):
            return word.partition("=")[2]
        if word == "--data" and place + 1 < len(arguments):
            return arguments[place + 1]
    return None
