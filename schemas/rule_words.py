"""What is wrong with a rule file, in Vietnamese: places in words, pydantic's errors translated."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from pydantic_core import ErrorDetails

from schemas.rule_problem import Problem, problem
from schemas.toml_lines import Path

_PLACES: Mapping[str, str] = {
    "aliases": "tên gọi khác",
    "applies_if": "phạm vi áp dụng",
    "assigned_by": "giao phụ trách",
    "awards": "hình thức khen thưởng",
    "bands": "loại",
    "base_years": "năm gốc",
    "basis": "căn cứ",
    "budget": "kinh phí",
    "cite": "trích dẫn",
    "clauses": "đề mục",
    "conditions": "điều kiện",
    "contents": "nội dung",
    "criteria": "tiêu chí",
    "deadlines": "thời hạn",
    "document": "văn bản",
    "dossier": "hồ sơ",
    "duties": "trách nhiệm",
    "groups": "nhóm đơn vị",
    "items": "mục tính điểm",
    "keys": "bậc so sánh",
    "lights": "ngưỡng đèn",
    "measures": "số đo",
    "notes": "ghi chú",
    "parts": "thành phần",
    "period_kinds": "kỳ",
    "periods": "kỳ báo cáo",
    "policy_groups": "nhóm chính sách",
    "purposes": "mục đích",
    "quotas": "số lượng khen thưởng",
    "ranking": "thứ tự xếp hạng",
    "requirements": "yêu cầu",
    "roles": "phân công",
    "rule": "quy tắc",
    "services": "dịch vụ",
    "source": "nguồn số liệu",
    "special_years": "năm riêng",
    "steps": "mốc trễ hạn",
    "subjects": "đối tượng",
    "tables": "bảng",
    "targets": "chỉ tiêu",
    "tiers": "bậc điểm",
    "time_cite": "trích dẫn thời gian",
    "uncertainty": "độ chắc chắn của thứ hạng",
    "unit": "đơn vị của chỉ tiêu",
    "units": "danh sách đơn vị",
    "when": "thời điểm",
    "windows": "kỳ báo cáo",
    "workbook": "bảng nộp",
    "years": "năm",
}
_NAMING_KEYS = ("code", "number", "period", "year", "kind", "form", "choice")

_TYPES: Mapping[str, str] = {
    "string_type": "chữ trong dấu nháy",
    "int_type": "số nguyên, không có dấu nháy",
    "int_from_float": "số nguyên, không có dấu nháy",
    "bool_type": "true hoặc false, không có dấu nháy",
    "date_type": "ngày dạng 2022-03-31, không có dấu nháy và không có giờ",
    "tuple_type": "danh sách trong ngoặc vuông",
    "model_type": "bảng con gồm các khóa",
    "model_attributes_type": "bảng con gồm các khóa",
    "dict_type": "bảng con gồm các khóa",
}
_LONGEST_QUOTE = 60
_TOO_LARGE = 10**15


_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
_DUPLICATE = ("Cannot overwrite", "Cannot declare", "Duplicate inline", "Cannot redefine")
_SYNTAX: Mapping[str, str] = {
    "Invalid value": "giá trị không hợp lệ, chữ phải nằm trong dấu nháy",
    "Invalid date": "ngày không có thật",
    "Invalid statement": "cần một dòng dạng khóa = giá trị",
    "Expected '='": "thiếu dấu bằng sau khóa",
    "Expected newline": "còn chữ thừa sau giá trị",
    "Expected ']'": "thiếu dấu đóng ngoặc vuông",
    "Unclosed array": "danh sách chưa đóng ngoặc vuông",
    "Unclosed inline": "bảng con trong ngoặc nhọn phải viết trên một dòng và đóng ngoặc",
    "Unterminated string": "chữ chưa đóng dấu nháy",
    "Illegal character": "có ký tự không được phép, hoặc dấu nháy chưa đóng",
    "Unescaped": "ký tự sau dấu gạch chéo ngược không hợp lệ",
    "Cannot mutate": "không thêm được khóa vào bảng con đã đóng",
    "Exceeds the limit": "số có quá nhiều chữ số",
}


def syntax_words(text: str, message: str) -> tuple[str, int, str]:
    """Return the code, the line and the Vietnamese words for what tomllib says in English."""
    place = _PLACE.search(message)
    at_end = text.rstrip().count("\n") + 1
    line = 1 if place is None else int(place.group(1) or at_end)
    if message.startswith(_DUPLICATE):
        return "rule.duplicate_key", line, ""
    words = (each for start, each in _SYNTAX.items() if message.startswith(start))
    return "rule.syntax", line, next(words, "không đọc được chỗ này")


def where(data: Any, path: Path) -> str:
    """Return a key path in words: “Điều kiện “sipas”, quy tắc, khóa “value””."""
    words: list[str] = []
    at = data
    for position, step in enumerate(path):
        at = _inside(at, step)
        if isinstance(step, int):
            if words:
                words[-1] = f"{words[-1]} {_name_of(at, step)}"
        elif step in _PLACES and (position < len(path) - 1 or isinstance(at, dict | list)):
            words.append(_PLACES[step])
        else:
            words.append(f"khóa “{step}”")
    text = ", ".join(words) or "cả tệp"
    return text[0].upper() + text[1:]


def _inside(at: Any, step: str | int) -> Any:
    if isinstance(at, dict):
        return at.get(step)
    if isinstance(at, list) and isinstance(step, int) and step < len(at):
        return at[step]
    return None


def _name_of(item: Any, index: int) -> str:
    if isinstance(item, dict):
        for key in _NAMING_KEYS:
            if isinstance(item.get(key), str | int):
                return f"“{item[key]}”"
    return f"thứ {index + 1}"


def is_huge(value: Any) -> bool:
    """Tell whether a number has more digits than any figure of a plan can have."""
    return isinstance(value, int) and abs(value) >= _TOO_LARGE


def written(value: Any) -> str:
    """Return a value much as its author wrote it, shortened."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "một danh sách"
    if isinstance(value, dict):
        return "một bảng con"
    if is_huge(value):
        return "số quá lớn"
    text = value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)
    return text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE] + "…"


def problem_of_error(data: Mapping[str, Any], error: ErrorDetails) -> Problem:
    """Turn one validation error into a problem at the key path its author knows."""
    kind, context = error["type"], error.get("ctx", {})
    path, missing = _author_path(data, error["loc"])
    found = written(error["input"])
    if kind == "missing":
        return problem("missing_key", *path, key=missing)
    if kind == "union_tag_not_found":
        return problem("missing_key", *path, key="kind")
    if kind == "extra_forbidden":
        return problem("unknown_key", *path, key=str(error["loc"][-1]))
    if kind == "union_tag_invalid":
        expected = _options(str(context["expected_tags"]))
        return problem("unknown_word", *path, "kind", found=context["tag"], expected=expected)
    if kind == "literal_error":
        return problem("unknown_word", *path, found=found, expected=_options(context["expected"]))
    if kind in _TYPES:
        shown = f'"{found}"' if isinstance(error["input"], str) else found
        return problem("wrong_type", *path, found=shown, expected=_TYPES[kind])
    if kind == "string_too_short":
        return problem("empty_text", *path)
    if kind == "string_too_long":
        return problem("long_text", *path, expected=context["max_length"])
    if kind == "string_pattern_mismatch":
        return problem("bad_code", *path, found=found)
    if isinstance(error["input"], float):
        return problem("not_exact", *path, found=found)
    return problem("bad_number", *path, found=found)


def _options(text: str) -> str:
    return (
        text.replace("' or '", "', '").replace("'", "“", 1).replace("', '", "”, “").rstrip("'")
        + "”"
    )


def _author_path(data: Mapping[str, Any], loc: tuple[str | int, ...]) -> tuple[Path, str]:
    """Drop the words that only pydantic knows (the chosen kind); the missing key comes apart."""
    path: list[str | int] = []
    at: Any = data
    for step in loc:
        if isinstance(at, dict) and step not in at:
            if at.get("kind") == step:
                continue
            return tuple(path), str(step)
        path.append(step)
        at = _inside(at, step)
    return tuple(path), ""
