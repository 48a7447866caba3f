"""A server of small tables asks its libraries for one thread; an operator may ask for more."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

_ASK = "import dashboard.server, polars; print(polars.thread_pool_size())"


@pytest.mark.parametrize(("said", "threads"), [(None, "1"), ("2", "2")])
def test_the_server_reads_tables_in_one_thread_unless_told(said: str | None, threads: str) -> None:
    there = {name: value for name, value in os.environ.items() if name != "POLARS_MAX_THREADS"}
    if said is not None:
        there["POLARS_MAX_THREADS"] = said
    ran = subprocess.run(
        [sys.executable, "-c", _ASK], env=there, capture_output=True, text=True, check=True
    )
    assert ran.stdout.split() == [threads]
