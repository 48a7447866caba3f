"""What stands after versions, approvals and withdrawals: warehouse and oracle must agree."""

from __future__ import annotations

from pathlib import Path

import warehouse_kit as kit
from agreement_history import live
from drawn_histories import many

STATES = {"counts", "superseded", "waiting", "withdrawn"}
SIGNS = {"over-claimed", "lowered", "raised"}
REFUSALS = {
    *("version.own_hand_in", "version.not_waiting", "version.appraised"),
    *("version.already_withdrawn", "version.reason_needed"),
}
"""What must have been met: a comparison that never sees it proves nothing about it."""


def test_histories_agree(tmp_path: Path) -> None:
    """Programmes with files, versions and steps: each refusal, version, board and ledger."""
    store = kit.fresh_store(tmp_path / "kho")
    comparisons, refused = live(store, many(batches=3, each=4))
    store.close()
    for each in comparisons:
        assert not each.different, each.report()
    assert set().union(*(each.told for each in comparisons)) >= STATES | SIGNS
    assert refused == REFUSALS
