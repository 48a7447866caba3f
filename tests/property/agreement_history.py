"""The comparison of histories: what happened through the warehouse's own writers and the oracle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, replace
from itertools import chain, zip_longest

import programmes as some
from agreement import QUERIES, Comparison, Kept, decimal, install
from drawn_histories import CLERK, Lived
from oracle import Oracle
from oracle_facts import LAYERS
from oracle_history import Given, History, Step
from oracle_ledger import Ledger

from schemas.findings import Refusal
from warehouse import versions
from warehouse.judge import judge_all, judge_files
from warehouse.store import Store
from warehouse.writers import record

HISTORY_QUERIES: Mapping[str, str] = {
    **QUERIES,
    "versions": """
        select programme_id, period_id, unit_id, version_no, status, is_unchanged, approved_by,
            withdrawn_by, withdrawn_reason, counting_version_no
        from out_receipt
    """,
    "spoken": """
        select distinct programme_id, period_id, unit_id from core_appraised_unit
        semi join core_programme_unit using (programme_id, unit_id)
    """,
    "ledger": """
        select programme_id, period_id, unit_id, criterion_code, self_points, self_actor,
            appraised_points, appraised_actor, explained_points, explained_actor,
            published_points, published_actor, final_points, maximum
        from out_ledger
    """,
    "over_claim": """
        select programme_id, period_id, unit_id, leaf_count, over_claimed_points, maximum
        from out_over_claim
    """,
    "severity": """
        select programme_id, period_id, actor, leaf_count, lowered_share from out_severity
    """,
}


class Happening:
    """Programmes that live side by side in one warehouse, each with the oracle's history of it."""

    def __init__(self, store: Store, all_lived: Sequence[Lived]) -> None:
        """Let everything happen, turn by turn: a write for the files, one for every step."""
        self.store = store
        self.histories = {each.id: each.history() for each in all_lived}
        self.different: dict[str, list[str]] = {each.id: [] for each in all_lived}
        self.refused: set[str] = set()
        self._receipts: dict[str, list[str]] = {each.id: [] for each in all_lived}
        for turn in zip_longest(*(each.events for each in all_lived)):
            happening = list(zip(self.histories, turn, strict=True))
            self._give({id_: each for id_, each in happening if isinstance(each, Given)})
            for id_, event in happening:
                if isinstance(event, Step):
                    self._ask(id_, event)
        with store.write(CLERK, "judge") as write:
            judge_all(write.connection)

    def _give(self, files: Mapping[str, Given]) -> None:
        with self.store.write(CLERK, "accept_all") as write:
            for id_, given in files.items():
                receipt = record(write, given.hand_in, given.actor)
                self._receipts[id_].append(receipt.code)
                self.histories[id_].play(given)
            changed = {(each.hand_in.dataset_id, each.hand_in.period_id) for each in files.values()}
            judge_files(write.connection, changed)  # what a step asks; the rest is judged last

    def _ask(self, id_: str, step: Step) -> None:
        receipt, reasons = self._receipts[id_][step.place], self.histories[id_].play(step)
        try:
            if step.kind == "approve":
                versions.approve(self.store, receipt, actor=step.actor)
            else:
                versions.withdraw(self.store, receipt, actor=step.actor, reason=step.reason)
        except Refusal as refusal:
            said = {each.code for each in refusal.findings}
            self.refused |= said
            if not said or not said <= reasons:
                self.different[id_].append(f"{step}: SQL {said}, oracle {reasons}")
        else:
            if reasons:
                self.different[id_].append(f"{step}: accepted, oracle {reasons}")


class HistoryComparison(Comparison):
    """What was found different about one programme after all that happened to it."""

    def __init__(self, kept: Kept, lived: Lived, history: History) -> None:
        """Compare what stands with the oracle, then the versions and the ledger."""
        standing = history.standing()
        sample = replace(lived.sample, hand_ins=tuple(each.hand_in for each in standing))
        self._actors = [each.actor for each in standing]
        super().__init__(kept, sample)
        self._events = lived.events
        self._versions(history)
        self._spoken(history)

    def report(self) -> str:
        """Return the first differences and all that happened."""
        return "\n".join([super().report(), repr(self._events)])

    def judge(self, oracle: Oracle, period: str) -> None:
        """Compare one period, and its ledger where it has points."""
        super().judge(oracle, period)
        if self.sample.criteria_set is not None:
            self._ledger(Ledger(oracle, self._actors, period), period)

    def _versions(self, history: History) -> None:
        found = history.versions()
        self.told |= {each.status for each in found.values()}
        for period in {period for period, _, _ in found} | {*some.PERIODS}:
            expected = {
                (unit, number): astuple(version)
                for (one, unit, number), version in found.items()
                if one == period
            }
            self.compare(self.kept("versions", self.id, period), expected, period, "version")

    def _spoken(self, history: History) -> None:
        for period in (some.BASE_PERIOD, *some.PERIODS):
            expected = {
                (unit,): ()
                for one, unit in history.spoken()
                if one == period and unit in self.sample.units
            }
            self.compare(self.kept("spoken", self.id, period), expected, period, "spoken on")

    def _ledger(self, ledger: Ledger, period: str) -> None:
        expected = {}
        for key, leaf in ledger.leaves.items():
            words = {layer: leaf.words.get(layer) for layer in LAYERS}
            said = {
                layer: (decimal(word and word.points), word and word.actor)
                for layer, word in words.items()
            }
            said["self"] = (decimal(leaf.own), said["self"][1])
            final = (decimal(leaf.final), decimal(leaf.maximum))
            expected[key] = (*chain.from_iterable(said.values()), *final)
        self.compare(self.kept("ledger", self.id, period), expected, period, "ledger")
        self.told |= {"over-claimed" for _, above, _ in ledger.over_claims().values() if above}
        for leaf in ledger.leaves.values():
            given = leaf.points("appraised")
            if given is not None and leaf.own is not None and given != leaf.own:
                self.told.add("lowered" if given < leaf.own else "raised")
        claims = {
            (unit,): (count, decimal(above), decimal(maximum))
            for unit, (count, above, maximum) in ledger.over_claims().items()
        }
        self.compare(self.kept("over_claim", self.id, period), claims, period, "over-claim")
        severe = {
            (actor,): (count, decimal(lowered))
            for actor, (count, lowered) in ledger.severities().items()
        }
        self.compare(self.kept("severity", self.id, period), severe, period, "severity")


def live(store: Store, all_lived: Sequence[Lived]) -> tuple[list[HistoryComparison], set[str]]:
    """Let programmes live in an empty warehouse; return their comparisons and what was refused."""
    with store.write(CLERK, "load_rules") as write:
        install(write.connection, [each.sample for each in all_lived])
    happening = Happening(store, all_lived)
    with store.scratch() as connection:
        kept = Kept(connection, HISTORY_QUERIES)
    comparisons = []
    for each in all_lived:
        comparison = HistoryComparison(kept, each, happening.histories[each.id])
        comparison.different += happening.different[each.id]
        comparisons.append(comparison)
    return comparisons, happening.refused
