"""The workbook's tables: sheets, columns, types, help. One definition for template and checks.

Built only from quantities that the plans and Decision 766 name; it is not an official annex of
581/BNV-CCHC (its exact columns were not seen), and every workbook says so on its cover.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

ColumnType = Literal["text", "count", "date", "yes_no", "choice"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: stable code, heading, type, and the help that the template prints.

    ``carries_over``: what it says in one period still holds at the start of the next.
    """

    code: str
    label: str
    type: ColumnType
    required: bool
    help: str
    example: str
    choices: Mapping[str, str] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    carries_over: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet of the workbook; ``unique`` names the columns that identify a row.

    A row whose column ``ended_by`` is filled belongs to its period: it carries over, then as a
    whole, only into a period that takes in the one before.
    """

    code: str
    sheet: str
    title: str
    help: str
    columns: tuple[Column, ...]
    unique: tuple[str, ...]
    counted_as: str
    is_restricted: bool = False
    ended_by: str | None = None

    def column(self, code: str) -> Column:
        """Return the column of a code; KeyError when there is none."""
        for column in self.columns:
            if column.code == code:
                return column
        raise KeyError(code)


LEVELS: Mapping[str, str] = {
    "unit": "Cấp đơn vị (cơ sở)",
    "commune": "Cấp xã",
    "district": "Cấp huyện",
    "province": "Cấp tỉnh",
    "central": "Cấp bộ, toàn quốc",
}
"""Levels of the authority that recognises an initiative, from the lowest up."""

SEVERITIES: Mapping[str, str] = {
    "reprimand": "Khiển trách",
    "warning": "Cảnh cáo",
    "salary_cut": "Hạ bậc lương",
    "demotion": "Giáng chức",
    "removal": "Cách chức",
    "dismissal": "Buộc thôi việc",
}
"""Disciplinary measures on officials and civil servants, from the lowest up."""

POSITIONS: Mapping[str, str] = {
    "key_leader": "Lãnh đạo chủ chốt",
    "other": "Cán bộ, công chức khác",
}


def _count(code: str, label: str, help_: str, example: str, *aliases: str) -> Column:
    return Column(code, label, "count", True, help_, example, aliases=aliases)


def _kept(
    code: str, label: str, type_: ColumnType, required: bool, help_: str, example: str
) -> Column:
    return Column(code, label, type_, required, help_, example, carries_over=True)


TASKS = Table(
    "tasks",
    "Nhiệm vụ",
    "Nhiệm vụ, mục tiêu trong kế hoạch CCHC",
    "Mỗi nhiệm vụ đến hạn trong kỳ một dòng. Tỷ lệ do hệ thống tính từ số dòng.",
    (
        _kept("task_code", "Mã nhiệm vụ", "text", True, "Mã ngắn, không trùng nhau.", "NV01"),
        _kept("task_name", "Tên nhiệm vụ", "text", True, "Ghi như trong kế hoạch.", "Rà soát TTHC"),
        _kept("deliverable", "Sản phẩm", "text", False, "Văn bản hoặc kết quả cụ thể.", "Báo cáo"),
        _kept("due_date", "Hạn hoàn thành", "date", True, "Ngày/tháng/năm.", "15/03/2022"),
        Column(
            "done_date", "Ngày hoàn thành", "date", False, "Để trống nếu chưa xong.", "10/03/2022"
        ),
        Column("is_on_time", "Đúng tiến độ", "yes_no", True, "Có hoặc Không.", "Có"),
        Column("is_quality_accepted", "Đạt chất lượng", "yes_no", True, "Có hoặc Không.", "Có"),
        Column(
            "evidence_ref",
            "Tài liệu kiểm chứng",
            "text",
            False,
            "Số, ký hiệu văn bản.",
            "12/BC-UBND",
        ),
    ),
    ("task_code",),
    "nhiệm vụ",
    ended_by="done_date",
)

DOSSIERS = Table(
    "dossiers",
    "Hồ sơ TTHC",
    "Tiếp nhận và giải quyết hồ sơ thủ tục hành chính",
    "Mỗi lĩnh vực một dòng, chỉ ghi số lượng hồ sơ. Tỷ lệ đúng hạn do hệ thống tính.",
    (
        _kept("field_name", "Lĩnh vực", "text", True, "Tên lĩnh vực, không trùng.", "Hộ tịch"),
        _count(
            "received_count",
            "Tiếp nhận",
            "Số hồ sơ tiếp nhận trong kỳ và kỳ trước chuyển sang.",
            "120",
        ),
        _count("early_count", "Giải quyết trước hạn", "Số hồ sơ đã trả trước hạn.", "60"),
        _count("on_time_count", "Giải quyết đúng hạn", "Số hồ sơ đã trả đúng hạn.", "55"),
        _count("late_count", "Giải quyết quá hạn", "Số hồ sơ đã trả quá hạn.", "1"),
        _count(
            "pending_in_time_count", "Đang giải quyết, còn hạn", "Số hồ sơ chưa trả, còn hạn.", "4"
        ),
        _count(
            "pending_overdue_count",
            "Đang giải quyết, quá hạn",
            "Số hồ sơ chưa trả, đã quá hạn.",
            "0",
        ),
    ),
    ("field_name",),
    "hồ sơ",
)

SATISFACTION = Table(
    "satisfaction",
    "Hài lòng",
    "Kết quả khảo sát mức độ hài lòng",
    "Mỗi nội dung khảo sát một dòng, ghi số phiếu theo từng câu trả lời.",
    (
        _kept(
            "topic",
            "Nội dung khảo sát",
            "text",
            True,
            "Nhóm chính sách hoặc dịch vụ.",
            "Giải quyết TTHC",
        ),
        _count("very_satisfied_count", "Rất hài lòng", "Số phiếu.", "40"),
        _count("satisfied_count", "Hài lòng", "Số phiếu.", "52"),
        _count("neutral_count", "Bình thường", "Số phiếu.", "5"),
        _count("unsatisfied_count", "Không hài lòng", "Số phiếu.", "2"),
        _count("very_unsatisfied_count", "Rất không hài lòng", "Số phiếu.", "1"),
    ),
    ("topic",),
    "phiếu",
)

RESULTS = Table(
    "results",
    "Kết quả chỉ số",
    "Kết quả đã được công bố hoặc đơn vị cam kết",
    "Mỗi dòng là một chỉ tiêu đã in sẵn; chỉ điền cột Giá trị và văn bản. Chưa có thì để trống.",
    (
        Column("measure_code", "Mã chỉ tiêu", "text", True, "Đã in sẵn, không sửa.", "par_class"),
        Column("measure_name", "Tên chỉ tiêu", "text", False, "Đã in sẵn, không sửa.", "PAR INDEX"),
        Column("value", "Giá trị", "text", False, "Theo đúng kiểu ghi ở cột Cách ghi.", "Tốt"),
        Column(
            "format",
            "Cách ghi",
            "text",
            False,
            "Đã in sẵn, không sửa.",
            "Tốt, Khá, Trung bình hoặc Yếu",
        ),
        Column(
            "document_ref", "Văn bản công bố", "text", False, "Số, ký hiệu, ngày.", "99/QĐ-UBND"
        ),
    ),
    ("measure_code",),
    "chỉ tiêu",
)

INITIATIVES = Table(
    "initiatives",
    "Sáng kiến",
    "Sáng kiến, giải pháp được công nhận",
    "Mỗi sáng kiến hoặc giải pháp một dòng; không có thì để trống cả bảng.",
    (
        Column(
            "title",
            "Tên sáng kiến, giải pháp",
            "text",
            True,
            "Tên ghi trong quyết định.",
            "Một cửa lưu động",
        ),
        Column(
            "recognised_by",
            "Cơ quan công nhận",
            "text",
            True,
            "Tên cơ quan, hội đồng.",
            "Hội đồng Sáng kiến thị xã",
        ),
        Column(
            "level", "Cấp công nhận", "choice", True, "Chọn trong danh sách.", "Cấp huyện", LEVELS
        ),
        Column("document_number", "Số quyết định", "text", True, "Số, ký hiệu.", "15/QĐ-UBND"),
        Column("document_date", "Ngày quyết định", "date", True, "Ngày/tháng/năm.", "20/05/2022"),
    ),
    ("title",),
    "sáng kiến",
    ended_by="document_date",
)

DISCIPLINE = Table(
    "discipline",
    "Kỷ luật",
    "Kỷ luật đối với lãnh đạo, cán bộ (hạn chế người xem)",
    "Không ghi họ tên. Không có thì để trống cả bảng.",
    (
        Column(
            "position",
            "Chức vụ",
            "choice",
            True,
            "Chọn trong danh sách.",
            "Lãnh đạo chủ chốt",
            POSITIONS,
        ),
        Column(
            "severity",
            "Hình thức kỷ luật",
            "choice",
            True,
            "Chọn trong danh sách.",
            "Khiển trách",
            SEVERITIES,
        ),
        Column("document_number", "Số quyết định", "text", True, "Số, ký hiệu.", "03/QĐ-UBND"),
        Column("document_date", "Ngày quyết định", "date", True, "Ngày/tháng/năm.", "02/06/2024"),
    ),
    ("document_number",),
    "quyết định",
    is_restricted=True,
)

INDIVIDUALS = Table(
    "individuals",
    "Cá nhân",
    "Cá nhân được đơn vị giới thiệu (hạn chế người xem)",
    "Mỗi người một dòng; không giới thiệu ai thì để trống cả bảng.",
    (
        Column("person_code", "Mã cá nhân", "text", True, "Mã ngắn, không trùng nhau.", "CN01"),
        Column("full_name", "Họ và tên", "text", True, "Ghi đầy đủ.", "Nguyễn Văn A"),
        Column("job_title", "Chức vụ", "text", True, "Chức vụ hiện tại.", "Chuyên viên"),
        Column(
            "initiative_title",
            "Tên sáng kiến, giải pháp",
            "text",
            False,
            "Để trống nếu không có.",
            "Một cửa lưu động",
        ),
        Column(
            "level", "Cấp công nhận", "choice", False, "Chọn trong danh sách.", "Cấp huyện", LEVELS
        ),
        Column("document_number", "Số quyết định", "text", False, "Số, ký hiệu.", "15/QĐ-UBND"),
        Column("document_date", "Ngày quyết định", "date", False, "Ngày/tháng/năm.", "20/05/2022"),
    ),
    ("person_code",),
    "cá nhân",
    is_restricted=True,
)

TABLES: Mapping[str, Table] = {
    table.code: table
    for table in (TASKS, DOSSIERS, SATISFACTION, RESULTS, INITIATIVES, DISCIPLINE, INDIVIDUALS)
}
"""Every table a workbook can hold, in the order of its sheets."""
