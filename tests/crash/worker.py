"""A process of its own that writes, reads, waits or dies: the other side of the crash tests.

Usage: ``worker.py FOLDER MODE [ARGUMENTS]``. It speaks in lines on standard output and listens on
standard input, so that no test has to guess how long anything takes.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from pathlib import Path
from typing import NoReturn

from warehouse import files
from warehouse.store import Store

ROWS_A_WRITE = 3


def say(*words: object) -> None:
    """Print one line at once."""
    print(*words, flush=True)


def write_once(store: Store, name: str) -> int:
    """Write one revision: several rows that belong together."""
    with store.write(name, "probe") as write:
        for part in range(ROWS_A_WRITE):
            write.connection.execute(
                "insert into probe values (?, ?, ?)", [write.revision, part, name]
            )
    return write.revision


def writer(store: Store, name: str, count: str) -> None:
    """Write a number of times and say each acknowledged revision."""
    for _ in range(int(count)):
        say(write_once(store, name))


def loop(store: Store, name: str) -> None:
    """Write until killed; say before each write, and the revision once it is acknowledged."""
    while True:
        say("begin")
        say(write_once(store, name))


def reader(store: Store) -> None:
    """Read until standard input ends, then tell what was seen and anything that was torn."""
    ended = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
    seen, wrong = [0], []
    say("ready")
    while True:
        is_last = ended.is_set()
        row = store.query(
            "select coalesce(max(revision), 0) as newest, count(*) as total, "
            "count(distinct revision) as writes, "
            "(select max(revision) from meta_revision) as known from probe"
        ).row(0, named=True)
        whole = row["total"] == ROWS_A_WRITE * row["writes"] and row["known"] >= row["newest"]
        if not whole or row["known"] < seen[-1]:
            wrong.append(row)
        if row["known"] != seen[-1]:
            seen.append(row["known"])
        if is_last:
            break
    say(json.dumps({"seen": seen, "wrong": wrong}))


def hold_write(store: Store, name: str) -> None:
    """Keep a write open until told to go on."""
    with store.write(name, "probe") as write:
        write.connection.execute("insert into probe values (?, 0, ?)", [write.revision, name])
        say("holding")
        sys.stdin.readline()
    say(write.revision)


def hold_read(store: Store) -> None:
    """Keep a published copy open, in use, until standard input ends."""
    with store._reading() as cursor:
        say(cursor.execute("select max(revision) from meta_revision").fetchall()[0][0])
        sys.stdin.read()


def opener(store: Store) -> None:
    """Open the folder as at a start, and say which revision is published then."""
    say("opening")
    store.prepare()
    say(store.revision())


def die(*_: object, **__: object) -> NoReturn:
    """End at once, as the kernel would end it: no clean-up, no flush."""
    os._exit(9)


def die_at(store: Store, name: str, place: str) -> None:
    """Write once and die at a named place of the write."""
    if place == "in_transaction":
        with store.write(name, "probe") as write:
            write.connection.execute("insert into probe values (?, 0, ?)", [write.revision, name])
            die()
    elif place == "before_publish":
        Store._publish = die  # type: ignore[method-assign,assignment]
    elif place == "before_rename":
        files.replace = die
    elif place == "before_pointer":
        files.write_atomically = die
    elif place == "before_sweep":
        Store._sweep = die  # type: ignore[method-assign,assignment]
    say(write_once(store, name))


def main() -> None:
    """Run one mode."""
    folder, mode, *arguments = sys.argv[1:]
    modes = {
        each.__name__: each
        for each in (writer, loop, reader, hold_write, hold_read, opener, die_at)
    }
    modes[mode](Store(Path(folder)), *arguments)


if __name__ == "__main__":
    main()
