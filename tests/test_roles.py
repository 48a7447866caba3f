"""Every role and every action, walked through the real writers: done, or refused in words."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from schemas.findings import Refusal
from schemas.roles import Actor, read_roles, role_book
from tests import warehouse_kit as kit
from warehouse import closing, permits, versions, wall_tokens
from warehouse.accounts import Accounts
from warehouse.store import Store
from warehouse.writers import accept_hand_in, accept_many

PLAN, YEAR = "ke_hoach_vai_tro", "2022-Y"
ABOVE, OWN, OTHER = "CAP-TREN", "DV-A", "DV-B"
"""The account belongs to the unit above ``OWN``, so that the subtree is looked at."""

# o: only in one's own units; x: only outside them; a: everywhere; -: never. Written by hand from
# what an office does, not read from the file of roles.
TABLE = """
                submit approve withdraw appraise load_table close reopen read_persons manage_accounts load_demo issue_wall_token read_receipt
unit_officer    o      -       o        -        -          -     -      o            -               -               -               o
head            o      o       o        -        -          -     -      o            -               -               -               o
coordinator     -      -       -        -        a          a     -      a            -               -               a               a
appraiser       -      -       -        x        -          -     -      a            -               -               -               a
council         -      -       -        x        -          -     -      a            -               -               -               a
leader          -      -       -        -        -          a     a      a            -               -               -               a
auditor         -      -       -        -        -          -     -      a            -               -               -               a
administrator   -      -       -        -        -          -     -      -            a               -               a               -
operator        a      a       a        a        a          a     a      a            a               a               a               a
"""  # noqa: E501
_HEAD, *_ROWS = (line.split() for line in TABLE.strip().splitlines())
CASES = [
    (row[0], action, mark) for row in _ROWS for action, mark in zip(_HEAD, row[1:], strict=True)
]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("vai_tro") / "mau"
    store = kit.fresh_store(folder)
    known = kit.register({PLAN: [(unit, "xa") for unit in (ABOVE, OWN, OTHER)]})
    units = tuple(
        dataclasses.replace(each, parent_id=ABOVE if each.unit_id == OWN else None)
        for each in known.units
    )
    kit.install(store, kit.rule_book([plan()]), dataclasses.replace(known, units=units))
    store.close()
    return folder


def plan():
    return kit.programme(PLAN, approval="head", conditions=[kit.condition("c", {
        "kind": "judged", "by": "council",
    })])  # fmt: skip


@pytest.fixture
def kho(template: Path, tmp_path: Path) -> Iterator[Store]:
    store = Store(shutil.copytree(template, tmp_path / "kho"))
    yield store
    store.close()


def workbook(unit: str):
    facts = kit.Facts()
    facts.sheet(unit, "dossiers", [{"on_time_count": "9", "late_count": "1"}])
    return facts.workbook(PLAN, YEAR, unit)


def table(unit: str, layer: kit.Layer):
    facts = kit.Facts()
    facts.results(unit, {"figure": "1"})
    return facts.table(PLAN, YEAR, layer)


def _close(kho: Store, who: Actor | str) -> None:
    accept_hand_in(kho, table(OTHER, "published"), actor="máy")
    closing.close_period(kho, plan(), YEAR, actor=who, reason="Công bố")


def _reopen(kho: Store, who: Actor) -> None:
    _close(kho, "máy")
    closing.reopen_period(kho, plan(), YEAR, actor=who, reason="Sửa")


def _receipt(kho: Store, unit: str) -> str:
    return accept_hand_in(kho, workbook(unit), actor="máy khác").code


DO: dict[str, Callable[[Store, Actor, str], object]] = {
    "submit": lambda kho, who, unit: accept_hand_in(kho, workbook(unit), actor=who),
    "approve": lambda kho, who, unit: versions.approve(kho, _receipt(kho, unit), actor=who),
    "withdraw": lambda kho, who, unit: versions.withdraw(
        kho, _receipt(kho, unit), actor=who, reason="Nhầm kỳ"
    ),
    "appraise": lambda kho, who, unit: accept_hand_in(kho, table(unit, "appraised"), actor=who),
    "load_table": lambda kho, who, unit: accept_hand_in(kho, table(unit, "published"), actor=who),
    "close": lambda kho, who, _: _close(kho, who),
    "reopen": lambda kho, who, _: _reopen(kho, who),
    "read_persons": lambda kho, who, unit: permits.need(kho, who, "read_persons", [unit]),
    "read_receipt": lambda kho, who, unit: permits.need(kho, who, "read_receipt", [unit]),
    "manage_accounts": lambda kho, who, _: Accounts(kho.data_dir).add(
        "nguoi.moi", "Người Mới", "auditor", "mat khau du dai", actor=who
    ),
    "issue_wall_token": lambda kho, who, _: wall_tokens.revoke(
        kho, wall_tokens.create(kho, "Sảnh", actor=who).token_id, actor=who
    ),
    "load_demo": lambda kho, who, unit: accept_many(
        kho, [workbook(unit)], actor=who, action="load_demo", detail="thử"
    ),
}


def test_the_table_is_of_every_role_and_action() -> None:
    assert {role for role, _, _ in CASES} == set(role_book().roles)
    assert {action for _, action, _ in CASES} == set(role_book().actions) == set(DO)


@pytest.mark.parametrize(("role", "action", "mark"), CASES)
@pytest.mark.parametrize("unit", [OWN, OTHER])
def test_a_role_may_or_may_not(kho: Store, role: str, action: str, mark: str, unit: str) -> None:
    who = Actor("Người Thử", role, None if role == "operator" else "nguoi.thu", ABOVE)
    allowed = mark == "a" or mark == ("o" if unit == OWN else "x")
    if allowed:
        DO[action](kho, who, unit)
        return
    with pytest.raises(Refusal) as refused:
        DO[action](kho, who, unit)
    expected = {"-": "not_allowed", "o": "other_unit", "x": "own_unit"}[mark]
    assert refused.value.findings[0].code == f"account.{expected}"
    assert "Người Thử" in refused.value.findings[0].message


def test_a_refused_action_leaves_no_trace(kho: Store) -> None:
    before = kho.revision()
    who = Actor("Người Thử", "auditor", "nguoi.thu")
    with pytest.raises(Refusal):
        accept_hand_in(kho, workbook(OWN), actor=who)
    assert kho.revision() == before
    assert kho.query("from raw_submission__file").is_empty()


def test_one_foreign_row_refuses_the_whole_table(kho: Store) -> None:
    facts = kit.Facts()
    for unit in (OTHER, OWN):
        facts.results(unit, {"figure": "1"})
    who = Actor("Người Thẩm", "appraiser", "tham", ABOVE)
    with pytest.raises(Refusal) as refused:
        accept_hand_in(kho, facts.table(PLAN, YEAR, "appraised"), actor=who)
    assert refused.value.findings[0].code == "account.own_unit"
    assert f"Đơn vị {OWN}" in refused.value.findings[0].message


def test_a_workbook_cannot_carry_figures_of_another_unit(kho: Store) -> None:
    made = workbook(OWN)
    stranger = workbook(OTHER)
    mixed = dataclasses.replace(made, observations=stranger.observations)
    with pytest.raises(Refusal) as refused:
        accept_hand_in(kho, mixed, actor=Actor("A", "unit_officer", "a", OWN))
    assert refused.value.findings[0].code == "account.other_unit"


def test_an_account_without_a_unit_owns_nothing(kho: Store) -> None:
    with pytest.raises(Refusal):
        accept_hand_in(kho, workbook(OWN), actor=Actor("A", "unit_officer", "a", None))


def test_the_book_of_roles_contradicts_itself_nowhere() -> None:
    text = (Path(__file__).parents[1] / "schemas" / "roles.toml").read_text("utf-8")
    for wrong, why in [
        (text + '[[action]]\ncode = "close"\nlabel = "x"\nmay = {}\n', "twice"),
        (text + '[[action]]\ncode = "x"\nlabel = "x"\nmay = { la = "all" }\n', "unknown role"),
        (text + '[[action]]\ncode = "x"\nlabel = "x"\nmay = { head = "any" }\n', "head"),
    ]:
        with pytest.raises(ValueError, match=why):
            read_roles(wrong)
    assert not role_book().roles["operator"].is_account


def test_the_chain_names_who_acted_and_breaks_when_the_past_is_changed(kho: Store) -> None:
    from warehouse.chain import broken_link

    accept_hand_in(kho, workbook(OWN), actor=Actor("Lê An", "unit_officer", "an", OWN))
    accept_hand_in(kho, workbook(OTHER), actor="máy")
    assert broken_link(kho) is None
    links = kho.query(
        "select actor, account, role from meta_chain join meta_revision using (revision) "
        "order by revision desc limit 2"
    ).rows()
    assert links == [("máy", None, "operator"), ("Lê An", "an", "unit_officer")]
    first = kho.query("select min(revision) as r from raw_submission__file").item()
    for spoil in (
        f"update raw_submission__file set sha256 = 'x' where revision = {first}",
        f"update meta_revision set actor = 'Ai đó' where revision = {first}",
        f"update meta_chain set account = 'khac' where revision = {first}",
        f"delete from meta_chain where revision = {first}",
        f"delete from meta_revision where revision = {first}",
    ):
        with kho.trial() as trial:
            trial.connection.execute(spoil)
            assert broken_link(trial) == first, spoil
