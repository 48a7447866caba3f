"""What became of each mutant, noted at once: a whole run takes hours and may be cut off."""

from __future__ import annotations

import hashlib
import json
import time
from pathlib import Path
from typing import cast

from tests.mutation.operators import Mutant
from tests.mutation.suite import Killer
from warehouse.migrate import view_files

Key = tuple[str, str, str, int]


class Journal:
    """The answers so far, kept in a file when there is one: a line of JSON for each mutant.

    An answer holds for the SQL it was given about. When any view has changed since, the file is
    of another warehouse and ValueError is raised.
    """

    def __init__(self, path: Path | None = None) -> None:
        """Read what a file holds; without a file nothing outlives the run."""
        self.killers: dict[Key, Killer | None] = {}
        self._path, self._begun = path, time.perf_counter()
        if path is None:
            return
        if not path.exists():
            path.write_text(json.dumps({"views": _fingerprint()}) + "\n", "utf-8")
        head, *lines = path.read_text("utf-8").splitlines()
        if json.loads(head) != {"views": _fingerprint()}:
            raise ValueError(f"{path} was written about other views; begin another")
        for line in lines:
            told = json.loads(line)
            view, before, after, nth = told["key"]
            self.killers[view, before, after, nth] = cast("Killer | None", told["killer"])

    def add(self, mutant: Mutant, killer: Killer | None) -> None:
        """Note what noticed a mutant."""
        self.killers[mutant.key] = killer
        if self._path is None:
            return
        seconds = round(time.perf_counter() - self._begun)
        told = {"key": mutant.key, "killer": killer, "seconds": seconds}
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(told, ensure_ascii=False) + "\n")


def _fingerprint() -> str:
    text = json.dumps(sorted(view_files().items()), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
