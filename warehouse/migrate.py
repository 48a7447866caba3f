"""Migrations and views: applied in order, each with its record, all in one transaction."""

from __future__ import annotations

import hashlib
import re
from importlib import resources

import duckdb

from schemas.failures import OwnFailure

_NAME = re.compile(r"^(\d{4})_[a-z0-9_]+\.sql$")


def _sql_files(folder: str) -> dict[str, str]:
    place = resources.files("warehouse") / folder
    return {
        entry.name: entry.read_text("utf-8")
        for entry in sorted(place.iterdir(), key=lambda item: item.name)
        if entry.name.endswith(".sql")
    }


def view_files() -> dict[str, str]:
    """Return every view's SQL by its name, in an order in which each finds those it reads."""
    views = {name.removesuffix(".sql"): sql for name, sql in _sql_files("views").items()}
    reads = {
        name: {word for word in re.findall(r"\b(?:raw|core|out)_\w+", _code(sql)) if word in views}
        - {name}
        for name, sql in views.items()
    }
    ordered: dict[str, str] = {}
    while len(ordered) < len(views):
        ready = [name for name in views if name not in ordered and reads[name] <= ordered.keys()]
        if not ready:
            raise OwnFailure("KHO-03", "Các khung nhìn của kho dữ liệu tham chiếu vòng tròn.")
        ordered.update((name, views[name]) for name in ready)
    return ordered


def _code(sql: str) -> str:
    return re.sub(r"--[^\n]*", "", sql)


def check_files() -> dict[str, str]:
    """Return every check's SQL by name; each must return no rows."""
    return {name.removesuffix(".sql"): sql for name, sql in _sql_files("checks").items()}


def migrate(connection: duckdb.DuckDBPyConnection) -> bool:
    """Bring a master up to date; return whether anything changed.

    Raises OwnFailure KHO-04 when the master was made by a newer release, or when a released
    migration was edited.
    """
    connection.execute("begin")
    try:
        is_changed = _apply_migrations(connection)
        is_changed = _apply_views(connection) or is_changed
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise
    return is_changed


def _apply_migrations(connection: duckdb.DuckDBPyConnection) -> bool:
    connection.execute(
        "create table if not exists meta_migration (version integer not null, "
        "name varchar not null, sha256 varchar not null)"
    )
    rows = connection.execute("select version, sha256 from meta_migration").fetchall()
    done = {int(version): str(sha256) for version, sha256 in rows}
    known: set[int] = set()
    is_changed = False
    for name, sql in _sql_files("migrations").items():
        match = _NAME.match(name)
        if match is None:
            raise OwnFailure("KHO-04", f"Tên tệp nâng cấp kho dữ liệu không hợp lệ: {name}.")
        version, sha256 = int(match[1]), hashlib.sha256(sql.encode()).hexdigest()
        known.add(version)
        if version in done:
            if done[version] != sha256:
                raise OwnFailure("KHO-04", f"Bước nâng cấp {name} đã bị sửa sau khi phát hành.")
            continue
        connection.execute(sql)
        connection.execute("insert into meta_migration values (?, ?, ?)", [version, name, sha256])
        is_changed = True
    if done.keys() - known:
        raise OwnFailure(
            "KHO-04", "Kho dữ liệu do phiên bản phần mềm mới hơn tạo ra; hãy nâng cấp phần mềm."
        )
    return is_changed


def _apply_views(connection: duckdb.DuckDBPyConnection) -> bool:
    views = view_files()
    sha256 = hashlib.sha256("\n".join(views.values()).encode()).hexdigest()
    stored = connection.execute("select sha256 from meta_source where name = 'views'").fetchall()
    if stored and stored[0][0] == sha256:
        return False
    existing = connection.execute(
        "select view_name from duckdb_views() where not internal and database_name = "
        "current_database()"
    ).fetchall()
    for (name,) in existing:
        connection.execute(f'drop view if exists "{name}"')
    for name, sql in views.items():
        connection.execute(f'create view "{name}" as\n{sql}')
    connection.execute("delete from meta_source where name = 'views'")
    connection.execute("insert into meta_source values ('views', ?)", [sha256])
    return True
