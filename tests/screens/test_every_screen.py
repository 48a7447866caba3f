"""Every screen where little or nothing is known: what it must say then, in a table.

Worlds: nothing set up, units without a figure, a single unit, three equal ones, and two that
handed in a file in which nothing that is asked for stands. The nation's 3,321 communes have a
file of their own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
import small
from small import ADDRESS, NAMES, ONE, PATHS, said

from dashboard import address

_NO_PLAN = ("Chưa có kế hoạch nào", "Người quản trị chạy thidua demo")
_UNCHANGED = ("quy tắc của chúng tôi", "Thiếu số liệu không bao giờ là 0 và không bao giờ là đạt")
_OWN = ("Tải biểu mẫu", "Hạn nộp: 20/12/2022.", "Kết quả kiểm tra hiện ở đây")
_WIDE = "dẫn đầu khối UBND các xã, phường với 4/6 điều kiện đạt"

SAID: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "leaderboard": {
        "blank": _NO_PLAN,
        "empty": (
            "chưa có đơn vị nào của khối UBND các xã, phường được xếp hạng",
            "Kỳ này chưa có số liệu",
            "Chưa được xếp hạng (2)",
            "Xã Hai Chưa nộp số liệu kỳ này",
        ),
        "one": (f"Phường Một {_WIDE}; 1 đơn vị được xếp hạng.", "nộp muộn"),
        "ties": (f"3 đơn vị cùng {_WIDE}", "đồng hạng 1 (1–3)", "Hạng có thể: 1–3. Xã Ba"),
        "missing": (
            "chưa đơn vị nào của khối UBND các xã, phường có điều kiện đạt; 2 đơn vị",
            "đồng hạng 1 (1–2)",
        ),
    },
    "lights": {
        "blank": _NO_PLAN,
        "empty": ("Phường Một 0/6 5 chờ số liệu, 1 hội đồng xem xét", "0/2 2 chờ số liệu"),
        "one": ("Phường Một 4/6 4 đạt, 1 chưa đạt, 1 hội đồng xem xét", "1/1 1 đạt"),
        "ties": ("Xã Ba 4/6 4 đạt, 1 chưa đạt", "3/3 3 đạt"),
        "missing": ("Xã Hai 0/6 1 chưa đạt, 4 chờ số liệu, 1 hội đồng xem xét",),
    },
    "unit": {
        "blank": _NO_PLAN,
        "empty": (
            "Phường Một chưa có số liệu năm 2022",
            "Thiếu số liệu không phải là 0 điểm",
            "1. Mở trang Nộp số liệu",
        ),
        "one": ("4/6 điều kiện đạt, hạng 1/1 khối UBND các xã, phường", "Việc cần làm trước"),
        "ties": ("hạng 1/3 (còn có thể 1–3) khối",),
        "missing": (
            "0/6 điều kiện đạt, hạng 1/2 (còn có thể 1–2)",
            "Chưa có số liệu: nộp số liệu",
            "Còn 2 việc nữa trong bảng tiêu chí.",
        ),
    },
    "criterion": {
        "blank": _NO_PLAN,
        "empty": ("Phường Một Chờ số liệu Chưa có số liệu.", "Còn thiếu (2)"),
        "one": (
            "99,5 % (199/200 hồ sơ); Số liệu đáp ứng yêu cầu.",
            "Đạt: 1/1 đơn vị đã có kết luận.",
        ),
        "ties": ("3 đơn vị có số liệu: thấp nhất 99,5 %, ở giữa 99,5 %, cao nhất 99,5 %.",),
        "missing": ("Còn thiếu (2)", "Xã Hai Chờ số liệu Chưa có số liệu."),
    },
    "why": {
        "blank": _NO_PLAN,
        "empty": (
            "chưa có kết quả; chưa được xếp hạng: chưa nộp số liệu kỳ này",
            "Chưa có ô số liệu nào",
        ),
        "one": ("Hạng 1 trên 1.", "199 hồ sơ", "Trang Hồ sơ TTHC, ô C5, D5, E5"),
        "ties": ("Hạng 1 trên 3.", "Hạng còn có thể: 1–3"),
        "missing": ("Chưa có ô số liệu nào", "chưa có số liệu, yêu cầu trên 98 %"),
    },
    "wall": {
        "blank": _NO_PLAN,
        "empty": (
            "Kỳ này chưa có đơn vị nào được xếp hạng.",
            "Bảng tự hiện ngay khi có số liệu được nhận.",
            "0/2 2 chưa nộp",
        ),
        "one": ("1 Phường Một Tốt 4", "Biểu dương Phường Một dẫn đầu"),
        "ties": ("1 Phường Một Tốt 4 1 Xã Ba Tốt 4 1 Xã Hai Tốt 4", "Xã Hai dẫn đầu"),
        "missing": ("2 chờ số liệu", "2/2 2 muộn"),
    },
    "progress": {
        "blank": _NO_PLAN,
        "empty": ("0/2 đơn vị khối UBND các xã, phường đã nộp", "Nhắc các đơn vị chưa nộp"),
        "one": ("1/1 đơn vị", "Phường Một Nộp muộn"),
        "ties": ("3/3 đơn vị", "trong đó 3 đơn vị nộp muộn"),
        "missing": ("2/2 đơn vị", "1/5"),
    },
    "awards": {
        "blank": _NO_PLAN,
        "empty": ("0/2 tập thể đủ điều kiện, 2 chờ số liệu; hội đồng quyết định.",),
        "one": ("0/1 tập thể đủ điều kiện; hội đồng quyết định.", "hạn mức 10 chưa dùng hết"),
        "ties": ("0/3 tập thể đủ điều kiện", "Hội đồng quyết định khi vượt số lượng."),
        "missing": ("0/2 tập thể đủ điều kiện", "Chờ số liệu Chờ số liệu Chờ số liệu"),
    },
    "places": {
        "blank": _NO_PLAN,
        "empty": ("Hồ sơ giải quyết đúng hạn trên 98%, khối UBND các xã, phường, năm 2022",),
        "one": ("Số liệu đến",),
        "ties": ("Số liệu đến",),
        "missing": ("Số liệu đến",),
    },
    "programme": {
        "blank": _NO_PLAN,
        "empty": ("UBND các xã, phường: 2 đơn vị", "Chưa có số liệu của kỳ này", *_UNCHANGED),
        "one": ("UBND các xã, phường: 1 đơn vị", *_UNCHANGED),
        "ties": ("UBND các xã, phường: 3 đơn vị", *_UNCHANGED),
        "missing": ("UBND các xã, phường: 2 đơn vị", *_UNCHANGED),
    },
    "hand_in": {
        "blank": ("Tài khoản này không nộp số liệu", "cán bộ đầu mối, thủ trưởng"),
        "empty": _OWN,
        "one": (*_OWN, "Đang được tính, vì là bản mới nhất chưa rút."),
        "ties": (*_OWN, "Bản 1"),
        "missing": (*_OWN, "Bản 1"),
    },
    "receipt": dict.fromkeys(
        ("blank", "empty", "one", "ties", "missing"),
        ("Chưa có mã biên nhận", "Mã biên nhận có dạng TD000123-4A5B6C"),
    ),
    "accounts": dict.fromkeys(
        ("blank", "empty", "one", "ties", "missing"),
        ("Tài khoản này không quản lý tài khoản", "Việc này dành cho: quản trị."),
    ),
    "result_tables": dict.fromkeys(
        ("blank", "empty", "one", "ties", "missing"),
        ("Tài khoản này không nạp bảng kết quả", "Việc này dành cho: cơ quan điều phối."),
    ),
    "scoring": dict.fromkeys(
        ("blank", "empty", "one", "ties", "missing"), ("từng dòng được chấm lại",)
    ),
    "help_page": {
        "blank": ("Một kỳ diễn ra thế nào",),
        **dict.fromkeys(("empty", "one", "ties", "missing"), ("Tệp mẫu ghi rõ là mẫu",)),
    },
}

UNSAID: Mapping[tuple[str, str], str] = {
    ("wall", "missing"): "Biểu dương",
    ("leaderboard", "missing"): "dẫn đầu",
    ("lights", "empty"): "0 đạt",
    ("progress", "one"): "Nhắc các đơn vị chưa nộp",
    ("unit", "empty"): "0/6",
}
"""What would be a lie there: nobody leads with nothing, nobody is reminded of nothing."""


@pytest.mark.parametrize("name", ["blank", "empty", "one", "ties", "missing"])
@pytest.mark.parametrize("screen", SAID)
def test_what_a_screen_says(world, run, sign_in, screen, name):
    store = world(name)
    if screen in ("hand_in", "receipt", "accounts", "result_tables"):
        sign_in(store, role="unit_officer", unit_id=small.unit_id(ONE))
    app = run(store, screen, **small.WHERE, **ADDRESS.get(screen, {}))
    page = said(app)
    for words in SAID[screen][name]:
        assert words in page, page
    assert UNSAID.get((screen, name), "\0") not in page
    assert not re.search(r"\b(?:None|nan|null|NaT)\b|[{}]", page), page
    if name == "ties" and screen in ("leaderboard", "lights", "wall", "progress", "awards"):
        assert all(unit in page for unit in NAMES.values()), page


def test_every_screen_is_in_the_table():
    """A screen that somebody adds says here what it says when there is nothing."""
    files = Path(address.__file__).parent.glob("screens/*.py")
    assert {path.stem for path in files} - {"__init__", "office"} == set(SAID) == set(PATHS)
