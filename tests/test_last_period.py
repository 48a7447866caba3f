"""The gate against the period before: what is asked, answered, kept, and when a reason lapses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from etl.submit import Outcome, submit_workbook
from schemas.last_period import last_period, read_last_period
from tests.conftest import Command
from tests.fill import GOOD, Form, empty_form, good_form
from warehouse.store import Store

DOSSIERS = "Hồ sơ TTHC"


def send(store: Store, form: Form, **options: Any) -> Outcome:
    return submit_workbook(store, form.bytes(), "f.xlsx", actor="văn thư", **options)


def grown(store: Store, received: int = 4800, period: str = "2022-H1") -> Form:
    """Return a half year whose first field is forty times its first quarter."""
    form = good_form(store, period=period)
    return form.put(DOSSIERS, "B5", received).put(DOSSIERS, "C5", received - 60)


def codes(outcome: Outcome) -> list[tuple[str, str | None]]:
    return [(found.code, found.cell) for found in outcome.findings]


def test_the_same_figures_are_not_asked_about(handed_in: Store) -> None:
    outcome = send(handed_in, good_form(handed_in, period="2022-H1"))
    assert outcome.accepted, outcome.findings
    assert outcome.gates == (
        "tệp", "biểu mẫu", "định danh", "từng ô", "giữa các ô", "so với kỳ trước", "minh chứng",
    )  # fmt: skip
    assert outcome.read_summary.endswith("đọc 5/5 tiêu chí.")


def test_a_jump_needs_a_reason_and_says_all_of_it(handed_in: Store) -> None:
    before = handed_in.revision()
    outcome = send(handed_in, grown(handed_in))
    assert codes(outcome) == [("last.jump", "B5"), ("last.jump", "C5")]
    found = outcome.findings[0]
    assert found.severity == "confirm"
    assert found.message == (
        "Trang “Hồ sơ TTHC”, ô B5, “Tiếp nhận, Hộ tịch”: ghi 4.800, khác hẳn 120 của "
        "Quý I năm 2022 (tính theo bình quân ngày, từ 4 lần trở lên)."
    )
    assert found.confirm is not None
    assert found.confirm in found.action
    assert outcome.gates[-1] == "giữa các ô"
    assert handed_in.revision() == before


def reasons(store: Store) -> list[tuple[Any, ...]]:
    return store.query(
        "select cell, value_text, reason from raw_submission__reason order by revision, cell"
    ).rows()


def test_a_reason_lets_it_through_is_kept_and_lapses_when_the_value_changes(
    handed_in: Store,
) -> None:
    asked = send(handed_in, grown(handed_in)).findings
    one = {str(asked[0].confirm): "Sáp nhập hai phường"}
    assert codes(send(handed_in, grown(handed_in), confirmed=one)) == [("last.jump", "C5")]
    both = {str(each.confirm).lower(): " Sáp nhập  hai phường " for each in asked}
    assert send(handed_in, grown(handed_in), confirmed=both).accepted
    kept = [("B5", "4.800", "Sáp nhập hai phường"), ("C5", "4.740", "Sáp nhập hai phường")]
    assert reasons(handed_in) == kept
    # the same values again: the reason stands, and is kept with the new hand-in too
    assert send(handed_in, grown(handed_in)).accepted
    assert reasons(handed_in) == kept * 2
    # another value: asked anew, and the old reason is told to be of no use
    changed = send(handed_in, grown(handed_in, 4900), confirmed=both)
    assert codes(changed) == [("last.jump", "B5"), ("last.jump", "C5")]
    assert {each.confirm for each in changed.findings}.isdisjoint({each.confirm for each in asked})


def test_a_reason_of_spaces_is_none(handed_in: Store) -> None:
    asked = send(handed_in, grown(handed_in)).findings
    blank = {str(each.confirm): " \u200b " for each in asked}
    assert len(send(handed_in, grown(handed_in), confirmed=blank).findings) == 2


def test_reasons_stand_on_their_sheet(handed_in: Store) -> None:
    form = grown(handed_in)
    for row, each in enumerate(send(handed_in, form).findings, start=5):
        form.put("Giải trình", f"A{row}", each.confirm).put("Giải trình", f"B{row}", "Đo đạc lại")
    form.put("Giải trình", "A9", "XN00000000").put("Giải trình", "B9", "thừa")
    outcome = send(handed_in, form)
    assert outcome.accepted, outcome.findings
    assert outcome.notes == (
        "Lý do cho mã XN00000000 không dùng đến: số liệu đã đổi, hoặc không còn khác thường.",
    )
    assert {reason for _, _, reason in reasons(handed_in)} == {"Đo đạc lại"}


def test_a_longer_period_cannot_show_less(handed_in: Store) -> None:
    form = good_form(handed_in, period="2022-H1")
    form.put(DOSSIERS, "B5", 119).put(DOSSIERS, "C5", 59)
    outcome = send(handed_in, form)
    assert codes(outcome) == [("last.shrunk", "B5"), ("last.shrunk", "C5")]
    assert "kỳ này gồm cả Quý I năm 2022 nhưng ghi 119, ít hơn 120" in outcome.findings[0].message


def test_what_was_pending_comes_along(store: Store) -> None:
    half = good_form(store, period="2022-H1")
    half.put(DOSSIERS, "B5", 146).put(DOSSIERS, "F5", 30)
    assert send(store, half).accepted
    third = empty_form(store, period="2022-Q3").rows("dossiers", GOOD["dossiers"])
    third.put(DOSSIERS, "B5", 29).put(DOSSIERS, "C5", 28).put(DOSSIERS, "D5", 0)
    third.put(DOSSIERS, "F5", 0)
    found = send(store, third).findings
    assert ("last.less_than_pending", "B5") in [(each.code, each.cell) for each in found]
    assert "ghi 29, ít hơn 30 hồ sơ" in found[0].message


@pytest.mark.parametrize(("points", "is_asked"), [(77.6, False), (77.5, True), (100, False)])
def test_an_index_that_leaps(handed_in: Store, points: float, is_asked: bool) -> None:
    form = good_form(handed_in, period="2022-H1").results({"par_points": points})
    assert codes(send(handed_in, form)) == ([("last.figure_jump", "C6")] if is_asked else [])


def test_cells_come_before_the_period_before(handed_in: Store) -> None:
    outcome = send(handed_in, grown(handed_in).put(DOSSIERS, "B6", "nhiều"))
    assert codes(outcome) == [("value.not_number", "B6")]
    assert outcome.gates == ("tệp", "biểu mẫu", "định danh")


def test_evidence_is_only_hinted_at(store: Store) -> None:
    outcome = send(store, good_form(store).put("Nhiệm vụ", "H6", "12/BC-UBND"))
    assert outcome.accepted
    assert [(each.severity, each.sheet, each.cell) for each in outcome.hints] == [
        ("hint", "Nhiệm vụ", "H5"), ("hint", "Kết quả chỉ số", "E5:E6"),
    ]  # fmt: skip


def test_command(thidua: Command, handed_in: Store, warehouse_dir: Path, tmp_path: Path) -> None:
    target = tmp_path / "f.xlsx"
    target.write_bytes(grown(handed_in).bytes())
    asked = send(handed_in, grown(handed_in), dry_run=True).findings
    handed_in.close()
    ran = thidua("submit", target, data=warehouse_dir)
    assert ran.code == 2
    assert "KHÔNG NHẬN: có 2 điểm cần xác nhận kèm lý do." in ran.out
    assert "Đã qua 5/7 cửa kiểm tra: tệp, biểu mẫu, định danh, từng ô, giữa các ô." in ran.out
    wrong = thidua("submit", target, "--confirm", "XN1", data=warehouse_dir)
    assert (wrong.code, "(mã usage.bad_value)" in wrong.out) == (2, True)
    given = [word for each in asked for word in ("--confirm", f"{each.confirm}=Sáp nhập")]
    good = thidua("submit", target, *given, data=warehouse_dir)
    assert good.code == 0, good.out


@pytest.mark.parametrize(
    ("old", "new"),
    [('code = "factor"', 'code = "khac"'), ('amount = "4"', 'amount = "0"'),
     ("dossiers.late_count", "dossiers.khac"), ("dossiers.late_count", "dossiers.field_name"),
     ("dossiers.late_count", "discipline.document_number")],
)  # fmt: skip
def test_wrong_limits_are_found(old: str, new: str) -> None:
    text = (Path(__file__).parents[1] / "schemas" / "last_period.toml").read_text("utf-8")
    assert read_last_period(text) == last_period()
    with pytest.raises(ValueError, match=r"limit|count|sheet"):
        read_last_period(text.replace(old, new))
