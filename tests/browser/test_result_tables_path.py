"""A coordinator's table in a real browser, from the file box to the receipt."""

from __future__ import annotations

import filled
from playwright.sync_api import expect
from test_hand_in_path import looked_at

from tests.browser.conftest import settled

ODD = "Tên xã,TDGQ,Chỉ số hài lòng (%),MDSH,TTTT,CLGQ,CKMB,Ý kiến"
KNOWN = "TEN_COQUAN,TDGQ,MDHL,MDSH,TTTT,CLGQ,CKMB,TONG_SCORE"


def test_a_table_with_columns_of_its_own(visit, own_server, own_store, enter):
    enter(own_server, "coordinator", None)
    data = filled.table(own_store, 12, top=3).replace(KNOWN.encode(), ODD.encode())
    page = visit(f"{own_server.url}/bang-ket-qua?ke_hoach={filled.INDEX}&ky={filled.MONTH}")
    looked_at(page)
    page.locator('input[type="file"]').set_input_files(
        {"name": "ket-qua.csv", "mimeType": "", "buffer": data}
    )
    expect(page.get_by_text("Cột chưa rõ nghĩa (3)")).to_be_visible(timeout=20_000)
    looked_at(page)
    for letter in "AC":
        button = page.get_by_role("button", name=f"Dùng gợi ý cho cột {letter}")
        button.click()
        expect(button).to_have_count(0)
    page.get_by_role("button", name="Kiểm tra", exact=True).click()
    expect(page.get_by_text("Tệp hợp lệ, chưa nạp")).to_be_visible(timeout=20_000)
    looked_at(page)
    page.get_by_role("button", name="Nạp tệp này").click()
    expect(page.locator(".td-receipt")).to_be_visible(timeout=20_000)
    expect(page.get_by_text("Khai báo cột đang được nhớ (2)")).to_be_visible()
    settled(page)
    looked_at(page)
