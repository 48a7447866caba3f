"""The receipt at its own address: whole for those who may see it, silent to strangers."""

from __future__ import annotations

import filled
import pytest

from etl.submit import submit_workbook
from warehouse.door_notes import MendedCell, Mends


@pytest.fixture
def handed(fresh):
    """A unit and the receipt of its hand-in."""
    code, name = filled.units(fresh)[0]
    return code, name, filled.hand_in(fresh, code, late=1).receipt


def test_a_receipt_says_everything(fresh, run, text, sign_in, handed):
    code, name, receipt = handed
    sign_in(fresh, code)
    page = text(run(fresh, "receipt", ma=receipt.code.lower()))
    for words in (receipt.code, receipt.sha256, name, filled.ACTOR, "muộn so với hạn",
                  "hạn 20/06/2022", "tiêu chí", "trang số liệu", "Bản này đang được tính.",
                  "so-lieu.xlsx", "giờ Việt Nam"):  # fmt: skip
        assert words in page, words
    assert "data:image/svg+xml" in page
    assert "Sửa trên màn hình" not in page


def test_a_replaced_receipt_names_the_one_that_counts(fresh, run, text, sign_in, handed):
    code, _, receipt = handed
    mends = Mends("a" * 64, "gốc.xlsx", (MendedCell("Hồ sơ TTHC", "D5", "x", "198"),))
    data = filled.workbook(fresh, code, late=2)
    later = submit_workbook(fresh, data, "sau.xlsx", actor=filled.ACTOR, mends=mends).receipt
    sign_in(fresh, code)
    page = text(run(fresh, "receipt", ma=receipt.code))
    assert "Bản này không được tính." in page
    assert f'href="bien-nhan?ma={later.code}"' in page
    page = text(run(fresh, "receipt", ma=later.code))
    assert "1 ô, của tệp gốc gốc.xlsx" in page
    assert "a" * 64 in page


@pytest.mark.parametrize("role", ["unit_officer", "head", "administrator"])
def test_a_stranger_is_refused_in_the_words_of_a_code_that_is_not_there(
    fresh, run, text, sign_in, handed, role
):
    _, name, receipt = handed
    sign_in(fresh, filled.units(fresh)[1][0], role)
    page = text(run(fresh, "receipt", ma=receipt.code))
    other = text(run(fresh, "receipt", ma="TD999999-ABCDEF"))
    assert "Không có biên nhận" in page
    assert page.replace(receipt.code, "X") == other.replace("TD999999-ABCDEF", "X")
    assert name not in page
    assert receipt.sha256 not in page


def test_a_visitor_is_asked_to_sign_in(fresh, run, text, handed):
    page = text(run(fresh, "receipt", ma=handed[2].code))
    assert "Đăng nhập để xem biên nhận" in page
    assert handed[2].sha256 not in page
    assert f"ma%3D{handed[2].code}" in page


@pytest.mark.usefixtures("handed")
def test_without_a_code_it_says_where_codes_stand(fresh, run, text, sign_in):
    sign_in(fresh, None, "auditor")
    assert "Chưa có mã biên nhận" in text(run(fresh, "receipt"))


def test_the_answer_to_a_file_leads_to_its_receipt(fresh, run, text, sign_in, handed):
    sign_in(fresh, handed[0])
    page = text(run(fresh, "hand_in", ke_hoach=filled.PROGRAMME, ky=filled.PERIOD))
    assert f'href="bien-nhan?ma={handed[2].code}"' in page
