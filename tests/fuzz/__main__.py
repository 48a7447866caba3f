"""``python -m tests.fuzz --files 10000``: how that many broken files ended."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.fuzz.files import originals
from tests.fuzz.mutate import mutants
from tests.fuzz.run import Result, run
from warehouse.opening import open_warehouse

_PART = 500


def main() -> int:
    """Print the endings; 1 when one file crashed something or ended without a sentence."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--files", type=int, default=10_000)
    asked = parser.parse_args()
    begun = time.monotonic()
    whole = Result()
    with tempfile.TemporaryDirectory(prefix="hong-") as name:
        store = open_warehouse(Path(name) / "kho")
        files = mutants(originals(store), asked.files)
        for start in range(0, len(files), _PART):
            part = run(store, files[start : start + _PART])
            whole.endings += part.endings
            whole.failures += part.failures
            print(f"\r{min(start + _PART, len(files))}/{len(files)}", end="", file=sys.stderr)
        store.close()
    print(f"\n{sum(whole.endings.values())} tệp, {time.monotonic() - begun:.0f} giây")
    for code, count in whole.endings.most_common():
        print(f"{count:>6}  {code}")
    for failure in whole.failures:
        print(f"HỎNG: {failure}")
    return 1 if whole.failures else 0


if __name__ == "__main__":
    sys.exit(main())
