"""The words of the interface, and the small grammar that puts them together."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from schemas.words import number

APP_NAME = "Thi Đua"
APP_SUMMARY = "Bảng thi đua cải cách hành chính: số liệu của đơn vị, xếp hạng, đèn và việc cần làm"
NO_SCRIPT = "Trang này cần JavaScript. Xin bật JavaScript trong trình duyệt rồi tải lại trang."

TITLE_LEADERBOARD = "Bảng xếp hạng"
TITLE_WALL = "Màn hình lớn"
TITLE_UNIT = "Đơn vị"
TITLE_HAND_IN = "Nộp số liệu"
TITLE_PROGRAMME = "Kế hoạch"
TITLE_PROGRESS = "Tiến độ"
TITLE_AWARDS = "Khen thưởng"
TITLE_SCORING = "Cách chấm"
TITLE_MAP = "Bản đồ"
TITLE_HELP = "Trợ giúp"
TITLE_LIGHTS = "Đèn tiêu chí"
TITLE_CRITERION = "Tiêu chí"
TITLE_WHY = "Vì sao?"
TITLE_RECEIPT = "Biên nhận nộp số liệu"
TITLE_ACCOUNTS = "Tài khoản"
TITLE_RESULT_TABLES = "Bảng kết quả"

PROGRAMME = "Kế hoạch"
PERIOD = "Kỳ"
GROUP = "Khối"
UNIT = "Đơn vị"
SEARCH = "Tìm đơn vị"
SEARCH_HINT = "Gõ tên, không cần dấu"
SEARCH_LESS = "Thử gõ ít chữ hơn, không cần dấu, hoặc chọn khối khác."

SIGN_IN = "Đăng nhập"
SIGN_OUT = "Đăng xuất"
SIGN_IN_NAME = "Tên đăng nhập"
SIGN_IN_WORD = "Mật khẩu"
SIGN_IN_OFFICE = "Đăng nhập bằng hệ thống định danh của cơ quan"
FORGOTTEN = "Chưa có tài khoản hoặc quên mật khẩu: nhờ người quản trị của cơ quan."
WITHOUT_SIGN_IN = "Về trang trước, không đăng nhập"
SAMPLE_ACCOUNTS = "Bản dùng thử: tài khoản mẫu, chỉ đăng nhập được trên chính máy này"
ONLY_SIGNED_IN = "Máy chủ này chỉ cho người có tài khoản xem."
OLD_FORM = "Trang đăng nhập này đã cũ hoặc được mở từ nơi khác."
SIGN_IN_AGAIN = "Xin đăng nhập lại; trang đang xem và tệp đã nộp không bị mất."
SESSION_OVER = {
    "idle": "Phiên đăng nhập đã hết hạn vì lâu không dùng.",
    "expired": "Phiên đăng nhập đã hết hạn.",
    "ended": "Phiên đăng nhập đã kết thúc.",
    "unknown_identity": "Địa chỉ thư của bạn chưa được gắn với tài khoản nào.",
}

SAMPLE = "dữ liệu mẫu"
PROVISIONAL = "Tạm tính"
GAP = "Khoảng cách"
LATE = "nộp muộn"
TIED = "đồng hạng"

OWN_FAILURE = "Hệ thống gặp lỗi. Đây là lỗi của chúng tôi, không phải của bạn."
OWN_FAILURE_ACTION = "Xin thử lại sau ít phút; nếu vẫn lỗi, hãy báo người quản trị kèm mã lỗi."

NOT_PRINTED = "kế hoạch không in con số này."
NO_DUE_DATE = "Kỳ này chưa ấn định hạn nộp."

HAND_IN_STATUS = {
    "counts": "đang tính điểm",
    "superseded": "đã có bản mới thay",
    "withdrawn": "đã rút",
    "waiting": "chờ thủ trưởng duyệt",
    "refused": "bị trả lại",
}


def fold(text: str) -> str:
    """Return a text for accent-free search: lower case, no marks, đ as d."""
    plain = unicodedata.normalize("NFD", text.casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return plain.replace("đ", "d")


def is_in_name(words: str, name: str) -> bool:
    """Tell whether a folded name holds folded words; where a place follows, also beside it.

    “tan tien lang son” finds “xa tan tien (tinh lang son)”.
    """
    own, bracket, place = name.partition(" (")
    if words in name or not bracket:
        return words in name
    return any(
        words[:at].strip() in own and words[at:].strip() in place
        for at, sign in enumerate(words)
        if sign == " "
    )


POINTS = "điểm"
"""The unit of a board of points (readers call it so too)."""


_MARKING = re.compile(r"[^\w\s,/()%-]|_")


def plain_words(written: str) -> str:
    """Return what somebody wrote as words inside a widget's label.

    The framework reads labels as Markdown: a picture in one would be fetched from wherever it says.
    """
    return " ".join(_MARKING.sub(" ", written).split())


def score(
    value: Decimal | None, maximum: Decimal | None, unit: str, decimals: int | None = None
) -> str:
    """Write a score in one phrase: "93,21/100 điểm", "5/7 điều kiện đạt", "97,3 % phần áp dụng"."""
    if value is None:
        return ""
    if unit.startswith("%"):
        return f"{number(value, decimals)} {unit}"
    top = f"/{number(maximum)}" if maximum is not None else ""
    return f"{number(value, decimals)}{top} {unit}"


def of(part: int | None, whole: int | None) -> str:
    """Write a place or a count with how many there are: "1.508/3.321"."""
    return f"{number(part)}/{number(whole)}"


def places(first: int | None, last: int | None) -> str:
    """Write the places that are possible: "5–8"; empty when there is only one."""
    if first is None or last is None or first == last:
        return ""
    return f"{number(first)}–{number(last)}"


def change(steps: int | None) -> str:
    """Say how far a rank moved since the period before; empty when there was none."""
    if steps is None:
        return ""
    if steps == 0:
        return "giữ hạng"
    return f"lên {steps}" if steps > 0 else f"xuống {-steps}"


def upper_first(text: str) -> str:
    """Return words to begin a line or a heading."""
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """Return words to stand inside a sentence; an abbreviation keeps its capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
