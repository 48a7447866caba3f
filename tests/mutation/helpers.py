"""The helpers of other tests, under the very names by which pytest knows them."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType

TESTS = Path(__file__).absolute().parents[1]


def helper(name: str) -> ModuleType:
    """Return a module of the tests under the name by which pytest would know it too."""
    for folder in (TESTS, TESTS / "property", TESTS / "spec"):
        if str(folder) not in sys.path:
            sys.path.append(str(folder))
    return importlib.import_module(name)
