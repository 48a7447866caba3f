"""The workbooks that were read last: a file is checked, looked at, handed in, but read once."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable

from etl.workbook import Workbook

MOST_KEPT, MOST_CELLS = 32, 20_000
"""How many are kept, and how large one may be: together at most some dozen megabytes."""

_Key = tuple[str, str]


class RecentWorkbooks:
    """Reads each file once while it is among the last; what is read never changes."""

    def __init__(self, read: Callable[[bytes, str], Workbook]) -> None:
        """Read with ``read`` what is not known, which raises what it raises each time."""
        self._read = read
        self._kept: OrderedDict[_Key, Workbook] = OrderedDict()
        self._lock = threading.Lock()

    def read(self, data: bytes, file_name: str) -> Workbook:
        """Return the workbook of a file: the same bytes under the same name are the same one."""
        key = (hashlib.sha256(data).hexdigest(), file_name)
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found
        workbook = self._read(data, file_name)
        if sum(len(sheet.cells) for sheet in workbook.sheets) <= MOST_CELLS:
            with self._lock:
                self._kept[key] = workbook
                while len(self._kept) > MOST_KEPT:
                    self._kept.popitem(last=False)
        return workbook
