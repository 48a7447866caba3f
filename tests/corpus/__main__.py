"""``python -m tests.corpus``: every class of fault in every programme, checked and mended."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.corpus.books import bases
from tests.corpus.clerk import rounds_to_acceptance
from tests.corpus.run import cases, score, table
from warehouse.opening import open_warehouse


def main() -> int:
    """Print the table; 1 when a fault is missed, misplaced, told twice or not mendable."""
    with tempfile.TemporaryDirectory(prefix="loi-") as name:
        store = open_warehouse(Path(name) / "kho")
        scores, rounds = [], []
        for case in cases(bases(store)):
            done = score(store, case)
            scores.append(done)
            if not case.truth.is_note:
                rounds.append((case, rounds_to_acceptance(store, case)))
        store.close()
    print("\n".join(table(scores)))
    for each in scores:
        if not each.is_perfect:
            told = [(found.code, found.sheet, found.cell) for found in each.findings]
            print(f"SAI: {each.case.name} / {each.case.base.programme.id}: "
                  f"{each.case.truth} ≠ {told}")  # fmt: skip
    late = [(case, count) for case, count in rounds if count is None or count > 2]
    for case, count in late:
        print(f"KHÔNG SỬA XONG: {case.name} / {case.base.programme.id}: {count}")
    for wanted in (1, 2):
        done_in = sum(count == wanted for _, count in rounds)
        print(f"Sửa xong sau {wanted} vòng: {done_in}/{len(rounds)} tệp")
    return 1 if late or not all(each.is_perfect for each in scores) else 0


if __name__ == "__main__":
    sys.exit(main())
