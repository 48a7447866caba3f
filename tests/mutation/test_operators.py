"""The mutants themselves: every kind is made, and nothing that is no code is touched."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.mutation.operators import mutants_of
from tests.mutation.run import all_mutants
from tests.mutation.tokens import tokens_of
from warehouse.migrate import view_files


def _made(sql: str) -> set[str]:
    return {" ".join(each.sql.split()) for each in mutants_of("v", sql)}


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("a > b", {"a >= b"}),
        ("a >= b", {"a > b"}),
        ("a < b", {"a <= b"}),
        ("a <= b", {"a < b"}),
        ("a = b", {"a <> b"}),
        ("a <> b", {"a = b"}),
        ("a + b", {"a - b"}),
        ("a - 1", {"a + 1"}),
        ("f(-1)", {"f(1)"}),
        ("a // b", {"a * b"}),
        ("(a) * b", {"(a) + b"}),
        ("coalesce(a, 0)", {"(a)"}),
        ("coalesce(a, f(b, c), 0)", {"coalesce(a, f(b, c))"}),
        ("rank() over w", {"dense_rank() over w", "row_number() over w"}),
        ("min(a)", {"max(a)"}),
        ("greatest(a, b)", {"least(a, b)"}),
        ("sum(a)", {"count(a)"}),
        ("count(a)", {"sum(a)"}),
        ("count(*) filter (where a)", {"count(*)"}),
        ("a join b using (c)", {"a left join b using (c)"}),
        ("a left join b using (c)", {"a join b using (c)"}),
        ("a anti join b using (c)", {"a semi join b using (c)"}),
        ("x or y", {"x and y"}),
        ("x and y", {"x or y"}),
        ("a union all b", {"a union b"}),
        ("a union b", {"a union all b"}),
        ("select distinct a", {"select a"}),
        ("a is null", {"a is not null"}),
        ("a is not null", {"a is null"}),
        ("a is distinct from b", {"a is not distinct from b"}),
        ("not a", {"a"}),
        ("a in (b)", {"a not in (b)"}),
        ("a not in (b)", {"a in (b)"}),
        ("case when a then 1 else 2 end", {
            "case when false then 1 else 2 end", "case when a then 1 else null end"}),
        ("case a when b then 1 end", {"case a when null then 1 end"}),
        ("f() over (order by a, b desc)", {
            "f() over (order by a desc, b desc)", "f() over (order by a, b asc)"}),
        ("order by a nulls last", {"order by a nulls first"}),
    ],
)  # fmt: skip
def test_each_change_is_made(sql: str, expected: set[str]) -> None:
    assert _made(sql) == expected


@pytest.mark.parametrize(
    "sql",
    [
        "select 'a > b and not c'",
        "select a -- where b = c or d",
        "select a /* min(b) is null */",
        'select "a = b"',
        "select *, t.*",
        "select count(*)",
        "a between 1 and 2",
        "f() over (rows between unbounded preceding and current row)",
        "a cross join b",
        "cast(a as decimal(38, 9))",
    ],
)
def test_nothing_else_is_touched(sql: str) -> None:
    assert _made(sql) == set()


def test_an_unknown_sign_is_not_skipped() -> None:
    with pytest.raises(ValueError, match="no token"):
        tokens_of("select a \\ b")


def test_every_mutant_of_our_views_has_a_name_of_its_own() -> None:
    mutants, views = all_mutants(), view_files()
    assert {each.view for each in mutants} <= views.keys()
    assert max(Counter(each.key for each in mutants).values()) == 1
    for each in mutants:
        before, after = views[each.view].splitlines(), each.sql.splitlines()
        assert before[: each.line - 1] == after[: each.line - 1]
        assert before[each.line - 1] != after[each.line - 1]


def test_our_views_hold_every_kind_of_change() -> None:
    kinds = {each.kind for each in all_mutants()}
    assert kinds >= {
        "arithmetic", "case", "coalesce", "comparison", "distinct", "filter", "function", "join",
        "logic", "not", "null", "order", "rank", "union",
    }  # fmt: skip
