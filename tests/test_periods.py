"""Periods: calendar months and quarters, and the reports whose windows are neither."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
import warehouse_kit as kit

from schemas.periods import Period, is_period_id, periods_of
from schemas.reader import load_all


def _periods(*kinds: str, year: int = 2022, with_calendar: bool = True) -> dict[str, Period]:
    plan = kit.programme("ky_thu", years=[year], period_kinds=list(kinds))
    found = list(periods_of(plan, load_all().calendars["cchc_581"] if with_calendar else None))
    assert len({each.period_id for each in found}) == len(found)
    return {each.period_id: each for each in found}


@pytest.mark.parametrize(
    ("period_id", "label", "starts_on", "ends_on", "due_on"),
    [
        ("2022-Q1", "Quý I năm 2022", "2021-12-15", "2022-03-14", "2022-03-20"),
        ("2022-H1", "6 tháng năm 2022", "2021-12-15", "2022-06-14", "2022-06-20"),
        ("2022-Q3", "Quý III năm 2022", "2022-06-15", "2022-09-14", "2022-09-20"),
        ("2022-Y", "Năm 2022", "2021-12-15", "2022-12-14", "2022-12-20"),
    ],
)
def test_reports_have_the_windows_of_their_calendar(
    period_id: str, label: str, starts_on: str, ends_on: str, due_on: str
) -> None:
    """Công văn 581/BNV-CCHC: closed on the 14th, due on the 20th; the third quarter alone."""
    period = _periods("Q1", "H1", "Q3", "Y")[period_id]
    assert period.label == label
    days = [day.isoformat() for day in (period.starts_on, period.ends_on, period.due_on) if day]
    assert days == [starts_on, ends_on, due_on]


def test_reports_follow_one_another_in_a_series_of_their_own() -> None:
    reports = _periods("Y", "Q3", "H1", "Q1")
    assert {each.series for each in reports.values()} == {"R"}
    order = sorted(reports.values(), key=lambda each: each.order)
    assert [each.period_id for each in order] == ["2022-Q1", "2022-H1", "2022-Q3", "2022-Y"]


def test_months_quarters_and_the_year_of_the_calendar() -> None:
    found = _periods("M", "Q", "Y", year=2024, with_calendar=False)
    assert len(found) == 12 + 4 + 1
    february = found["2024-02"]
    assert (february.label, february.ends_on) == ("Tháng 2/2024", dt.date(2024, 2, 29))
    fourth = found["2024-Q4"]
    assert (fourth.starts_on, fourth.ends_on) == (dt.date(2024, 10, 1), dt.date(2024, 12, 31))
    assert fourth.label == "Quý IV năm 2024"
    year = found["2024-Y"]
    assert (year.starts_on, year.ends_on) == (dt.date(2024, 1, 1), dt.date(2024, 12, 31))
    assert {each.series for each in found.values()} == {"M", "Q", "Y"}
    assert {each.due_on for each in found.values()} == {None}
    months = sorted((each for each in found.values() if each.series == "M"), key=lambda e: e.order)
    assert [each.starts_on.month for each in months] == list(range(1, 13))
    for one, next_ in itertools.pairwise(months):
        assert next_.starts_on - one.ends_on == dt.timedelta(days=1)


def test_single_quarters_without_a_calendar_are_calendar_quarters() -> None:
    (second,) = _periods("Q2", with_calendar=False).values()
    assert (second.starts_on, second.ends_on) == (dt.date(2022, 4, 1), dt.date(2022, 6, 30))


def test_half_a_year_needs_a_calendar() -> None:
    with pytest.raises(ValueError, match="H1 needs a reporting calendar"):
        _periods("H1", with_calendar=False)


def test_every_plan_has_periods_for_each_of_its_years() -> None:
    book = load_all()
    for plan in book.programmes.values():
        calendar = book.calendars[plan.reporting_calendar] if plan.reporting_calendar else None
        found = list(periods_of(plan, calendar))
        judged = {each.year for each in found if not each.is_base}
        assert judged == set(plan.years), plan.id
        assert {each.year for each in found if each.is_base} == set(plan.base_years), plan.id
        assert all(is_period_id(each.period_id) for each in found), plan.id
        assert all(each.starts_on <= each.ends_on for each in found), plan.id
        assert all(each.due_on is None or each.due_on > each.ends_on for each in found), plan.id


@pytest.mark.parametrize("text", ["2025-10", "2025-01", "2022-Q1", "2022-Q4", "2022-H1", "2022-Y"])
def test_what_a_period_id_looks_like(text: str) -> None:
    assert is_period_id(text)


@pytest.mark.parametrize(
    "text",
    ["", "2022", "2022-13", "2022-00", "2022-1", "2022-Q5", "2022-H2", "22-Q1", "2022-y",
     " 2022-Y", "2022-Y ", "2022-Y\n", "٢٠٢٢-Y", "2022_Q1"],
)  # fmt: skip
def test_what_it_does_not_look_like(text: str) -> None:
    assert not is_period_id(text)
