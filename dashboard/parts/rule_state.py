"""Whether a plan's rule files are clean: for everyone, each problem for those in charge."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard import session
from dashboard.html import Html, join, tag
from dashboard.parts.notes import chip, note
from etl.export import Sheet
from etl.rule_state import RuleFile
from schemas.findings import Finding

_COLUMNS = ("Tệp", "Dòng", "Có gì chưa đúng", "Làm gì")


def may_see_problems() -> bool:
    """Tell whether who is looking runs the plan or the system."""
    who = session.actor()
    return any(session.may_everywhere(who, each) for each in ("load_table", "manage_accounts"))


def draw(files: Sequence[RuleFile], *, with_problems: bool) -> Html:
    """Return the files with their state, and what is wrong where that may be seen."""
    count = sum(len(each.problems) for each in files)
    if count:
        said = note(
            f"{count} chỗ trong tệp quy tắc cần sửa",
            "Bảng xếp hạng vẫn theo bản quy tắc đã nạp khi máy chủ khởi động."
            if with_problems
            else "Cơ quan điều phối đăng nhập để xem từng chỗ; bảng vẫn theo bản đã nạp.",
            kind="bad",
        )
    else:
        said = note(
            f"{len(files)}/{len(files)} tệp quy tắc sạch",
            "Mỗi tệp được đọc chặt: không có từ lạ, không mâu thuẫn, mỗi điều có căn cứ.",
            kind="good",
        )
    problems = _problems(files) if count and with_problems else ""
    return join([said, _files(files), problems])


def _files(files: Sequence[RuleFile]) -> Html:
    head = tag("tr", *(tag("th", name, scope="col") for name in ("Là", "Tệp", "Trạng thái", "Mã")))
    rows = (
        tag(
            "tr",
            tag("td", each.what),
            tag("td", each.name, class_="td-break", data_label="Tệp"),
            tag("td", _state(each), data_label="Trạng thái"),
            tag("td", tag("span", each.sha256[:12], class_="td-cell"), data_label="Mã"),
        )
        for each in files
    )
    return tag("table", tag("thead", head), tag("tbody", *rows), class_="td-table td-stack")


def _state(file: RuleFile) -> Html:
    words = f"{len(file.problems)} chỗ cần sửa" if file.problems else "Sạch"
    kept = chip("dùng bản giữ khi chốt kỳ") if file.is_kept else None
    return tag("span", words, " ", kept)


def _problems(files: Sequence[RuleFile]) -> Html:
    head = tag("tr", *(tag("th", name, scope="col") for name in _COLUMNS))
    rows = (
        tag(
            "tr",
            *(
                tag("td", value, class_="td-break", data_label=name)
                for name, value in zip(_COLUMNS, _cells(file, each), strict=True)
            ),
        )
        for file in files
        for each in file.problems
    )
    return tag("table", tag("thead", head), tag("tbody", *rows), class_="td-table td-stack")


def _cells(file: RuleFile, each: Finding) -> tuple[str, str, str, str]:
    return file.name, str(each.line or ""), each.message, each.action


def sheet(files: Sequence[RuleFile], notes: list[str], *, with_problems: bool) -> Sheet:
    """Return the files, and the problems where they may be seen, as a table to keep."""
    rows = [[each.what, each.name, str(len(each.problems)), each.sha256] for each in files]
    if with_problems:
        rows += [list(_cells(file, each)) for file in files for each in file.problems]
    return Sheet("Tệp quy tắc", notes, ["Là", "Tệp", "Chỗ cần sửa", "SHA-256"], rows)
