"""What was worked out last of a file: it is checked, looked at, handed in, but read once."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from etl.workbook import Workbook

MOST_KEPT, MOST_CELLS = 16, 6_000
"""How many are kept, and how large a workbook may be (a usual one has some 1,600 cells): together
at most some sixty megabytes, and enough for a minute of the last rush."""

_Made = TypeVar("_Made")


class Recent(Generic[_Made]):
    """Makes each thing once while it is among the last; what is made must never change."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self._kept: OrderedDict[Hashable, _Made] = OrderedDict()
        self._lock = threading.Lock()

    def get(
        self, key: Hashable, make: Callable[[], _Made], of: Callable[[_Made], Workbook]
    ) -> _Made:
        """Return what ``make`` makes, or made for this key; raises what it raises, each time.

        ``of`` tells which workbook it is about: one of a large workbook is not kept.
        """
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = make()
        if sum(len(sheet.cells) for sheet in of(made).sheets) <= MOST_CELLS:
            with self._lock:
                self._kept[key] = made
                while len(self._kept) > MOST_KEPT:
                    self._kept.popitem(last=False)
        return made


class RecentWorkbooks:
    """Reads each file once while it is among the last."""

    def __init__(self, read: Callable[[bytes, str], Workbook]) -> None:
        """Read with ``read`` what is not known."""
        self._read = read
        self._recent: Recent[Workbook] = Recent()

    def read(self, data: bytes, file_name: str) -> Workbook:
        """Return the workbook of a file: the same bytes under the same name are the same one."""
        key = (hashlib.sha256(data).hexdigest(), file_name)
        return self._recent.get(key, lambda: self._read(data, file_name), lambda made: made)
