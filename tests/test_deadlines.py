"""Deadlines of every kind in the five plans, to the day (DOMAIN 1.1 to 1.6)."""

from __future__ import annotations

import datetime as dt

import pytest

from schemas.deadlines import DeadlineInYear, deadline_in
from schemas.reader import load_all
from schemas.rules import BeforeEvent, Deadline, ToBeAnnounced, YearlyBy


def _deadline(plan: str, code: str) -> Deadline:
    programme = load_all().programmes[plan]
    return next(each for each in programme.deadlines if each.code == code)


def _of(plan: str, what: str) -> list[Deadline]:
    return [each for each in load_all().programmes[plan].deadlines if each.what == what]


def _days(meant: DeadlineInYear) -> tuple[str | None, str | None]:
    first, last = meant.first_day, meant.last_day
    return (first.isoformat() if first else None, last.isoformat() if last else None)


def test_strictly_before_the_31st_ends_on_the_30th() -> None:
    """Hớn Quản: "trước ngày 31/12 hằng năm"."""
    for year in (2024, 2025):
        meant = deadline_in(_deadline("hon_quan_2024", "dossier"), year)
        assert _days(meant) == (None, f"{year}-12-30")
        assert meant.text == f"trước ngày 31/12/{year} (ngày cuối còn hợp lệ: 30/12/{year})"
        assert (meant.is_open, meant.is_special_year) == (False, False)


def test_days_before_a_conference_that_has_no_day_yet() -> None:
    """Hớn Quản: "chậm nhất 10 ngày trước Hội nghị công bố Chỉ số CCHC"."""
    (proposal,) = [
        each
        for each in load_all().programmes["hon_quan_2024"].deadlines
        if isinstance(each.when, BeforeEvent)
    ]
    unknown = deadline_in(proposal, 2024)
    assert (_days(unknown), unknown.is_open) == ((None, None), True)
    assert unknown.text.endswith("(chưa có ngày tổ chức)")
    known = deadline_in(proposal, 2024, event_on=dt.date(2025, 3, 5))
    assert (_days(known), known.is_open) == ((None, "2025-02-23"), False)
    assert known.text.startswith("chậm nhất 10 ngày trước ")
    assert known.text.endswith("(05/03/2025), tức là 23/02/2025")


def test_van_lam_nominates_for_its_anniversary_but_in_november_of_2021() -> None:
    """Văn Lâm: yearly for 11/6; "Riêng năm 2021" any day of November."""
    nominations = _of("van_lam_2021", "nomination")
    assert nominations
    for each in nominations:
        special = deadline_in(each, 2021)
        assert (_days(special), special.is_special_year) == (("2021-11-01", "2021-11-30"), True)
        usual = deadline_in(each, 2023)
        assert (_days(usual)[1], usual.is_special_year) == ("2023-06-11", False)
        assert "11/06/2023" in usual.text


def test_ninh_hoa_announces_its_dossier_later_and_asks_for_plans_in_the_first_quarter() -> None:
    dossier = _deadline("ninh_hoa_2022", "dossier")
    assert isinstance(dossier.when, ToBeAnnounced)
    meant = deadline_in(dossier, 2022)
    assert (_days(meant), meant.is_open, meant.text) == (
        (None, None), True, "có văn bản thông báo sau"
    )  # fmt: skip
    own_plan = deadline_in(_deadline("ninh_hoa_2022", "own_plan"), 2022)
    assert _days(own_plan) == ("2022-01-01", "2022-03-31")
    assert own_plan.text == "từ 01/01/2022 đến 31/03/2022"


@pytest.mark.parametrize(("plan", "year"), [("binh_gia_2024", 2024), ("hoa_xa_2025", 2025)])
def test_periodic_reports_fall_due_with_their_calendar(plan: str, year: int) -> None:
    book = load_all()
    programme = book.programmes[plan]
    reports = _of(plan, "periodic_report")
    assert reports
    calendar = book.calendars[str(programme.reporting_calendar)]
    for report in reports:
        meant = deadline_in(report, year, calendar=calendar)
        assert not meant.is_open
        assert _days(meant) == (f"{year}-03-20", f"{year}-12-20")
        assert meant.text == (
            f"cùng báo cáo định kỳ (Quý I: 20/03/{year}; 6 tháng: 20/06/{year}; "
            f"Quý III: 20/09/{year}; Năm: 20/12/{year})"
        )
        unknown = deadline_in(report, year)
        assert (unknown.is_open, unknown.text) == (True, "cùng báo cáo định kỳ")


def test_on_or_before_a_day_includes_it() -> None:
    by = YearlyBy(kind="yearly_by", day=29, month=2)
    made = _deadline("hon_quan_2024", "dossier").model_copy(update={"when": by})
    meant = deadline_in(made, 2024)
    assert (_days(meant), meant.text) == ((None, "2024-02-29"), "chậm nhất ngày 29/02/2024")


def test_every_deadline_of_every_plan_means_something_in_every_year() -> None:
    book = load_all()
    for plan in book.programmes.values():
        calendar = book.calendars[plan.reporting_calendar] if plan.reporting_calendar else None
        for each in plan.deadlines:
            for year in plan.years:
                meant = deadline_in(each, year, calendar=calendar)
                assert meant.is_open == (meant.last_day is None), (plan.id, each.code)
                assert meant.text, (plan.id, each.code)
