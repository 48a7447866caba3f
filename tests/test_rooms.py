"""The rooms: what each may hold, what none may hold, and that nothing leaks between them."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tokenize
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.findings import catalogue

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("schemas", "warehouse", "etl", "dashboard")
BELOW = {
    "schemas": set(),
    "warehouse": {"schemas"},
    "etl": {"schemas", "warehouse"},
    "dashboard": {"schemas", "warehouse", "etl"},
}


def files(*rooms: str, suffix: str = ".py") -> list[Path]:
    return sorted(path for room in rooms for path in (ROOT / room).rglob(f"*{suffix}"))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


PYTHON = files(*ROOMS)
VIEWS = files("warehouse/views", suffix=".sql")
SQL = files("warehouse", suffix=".sql")


def sql_code(path: Path) -> str:
    """Return a view's SQL without its comments."""
    return re.sub(r"--[^\n]*", "", path.read_text("utf-8"))


# ---------------------------------------------------------------- imports


def test_the_import_contracts_hold() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("room", ROOMS)
def test_imports_only_go_down(room: str) -> None:
    above = set(ROOMS) - BELOW[room] - {room}
    leaks = {
        (name(path), module)
        for path in files(room)
        for module in imported(path)
        if module.split(".")[0] in above
    }
    assert leaks == set()


def test_only_the_warehouse_knows_duckdb() -> None:
    knows = {name(path).split("/")[0] for path in PYTHON if "duckdb" in imported(path)}
    assert knows == {"warehouse"}


def test_only_the_dashboard_knows_streamlit_and_only_one_file_caches() -> None:
    knows = {
        name(path).split("/")[0]
        for path in PYTHON
        if any(module.split(".")[0] == "streamlit" for module in imported(path))
    }
    assert knows == {"dashboard"}
    caches = {name(path) for path in PYTHON if "st.cache_" in path.read_text("utf-8")}
    assert caches == {"dashboard/cache.py"}


def test_charts_know_no_streamlit() -> None:
    for path in files("dashboard/charts"):
        assert not any(each.startswith("streamlit") for each in imported(path)), name(path)


# ---------------------------------------------------------------- sizes and signs


def test_no_file_is_too_long() -> None:
    limits = {ROOT / "dashboard" / "screens": 120}
    long = {
        name(path): lines(path) for path in PYTHON if lines(path) > limits.get(path.parent, 300)
    }
    assert long == {}
    assert {name(path): lines(path) for path in VIEWS if lines(path) > 60} == {}


def test_every_room_opens_with_its_sign() -> None:
    for room in ROOMS:
        sign = ast.get_docstring(tree(ROOT / room / "__init__.py"))
        assert sign is not None, room
        assert "Lives here" in sign, room
        assert "Never here" in sign, room


def test_every_file_says_what_it_is() -> None:
    assert [name(path) for path in PYTHON if not ast.get_docstring(tree(path))] == []
    silent = [name(path) for path in SQL if not path.read_text("utf-8").startswith("-- ")]
    assert silent == []


def test_nothing_is_left_to_do() -> None:
    marks = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    everything = [*PYTHON, *SQL, *files("schemas", suffix=".toml"), *files("tests")]
    found = [
        f"{name(path)}:{number}"
        for path in everything
        if path != Path(__file__)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if marks.search(line)
    ]
    assert found == []


def test_no_test_sleeps_skips_or_expects_to_fail() -> None:
    forbidden = {"sleep", "skip", "skipif", "xfail", "importorskip"}
    found = [
        f"{name(path)}:{node.lineno} {node.attr}"
        for path in files("tests")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in forbidden
    ]
    assert found == []


# ---------------------------------------------------------------- SQL


def test_no_index_and_no_sequence_anywhere() -> None:
    forbidden = re.compile(
        r"create\s+(unique\s+)?index|create\s+sequence|nextval|autoincrement|primary\s+key",
        re.IGNORECASE,
    )
    code = {name(path): sql_code(path) for path in SQL}
    code |= {name(path): path.read_text("utf-8") for path in PYTHON}
    assert [place for place, text in code.items() if forbidden.search(text)] == []


def test_no_number_in_a_view_but_nought_and_one() -> None:
    """A threshold, a scale, a bound: every other number belongs to a plan's data."""
    found = {}
    for path in VIEWS:
        code = re.sub(r"decimal\(\d+, \d+\)", "decimal", sql_code(path))
        code = re.sub(r"'[^']*'", "''", code)
        numbers = set(re.findall(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])", code)) - {"0", "1"}
        if numbers:
            found[name(path)] = numbers
    assert found == {}


def test_no_binary_float_in_sql() -> None:
    floats = re.compile(r"\b(double|float|real|avg|round)\b", re.IGNORECASE)
    assert [name(path) for path in SQL if floats.search(sql_code(path))] == []
    # a slash on decimals is a binary float; whole numbers divide with //
    divides = [name(path) for path in VIEWS if re.search(r"(?<!/)/(?!/)", sql_code(path))]
    assert divides == []


def test_a_view_is_a_file_of_its_layer() -> None:
    layers = {"core": {"raw", "core", "judged"}, "out": {"raw", "core", "out", "judged"}}
    for path in VIEWS:
        layer = path.stem.split("_")[0]
        assert layer in layers, name(path)
        assert "create" not in sql_code(path).lower().split(), name(path)
        assert ";" not in re.sub(r"'[^']*'", "", sql_code(path)), name(path)
        read = set(re.findall(r"\b(?:from|join)\s+(raw|core|out|judged)_", sql_code(path)))
        assert read <= layers[layer], name(path)


def test_every_view_is_read() -> None:
    views = {path.stem for path in VIEWS}
    text = "\n".join(
        [sql_code(path) for path in SQL] + [path.read_text("utf-8") for path in files("warehouse")]
    )
    unread = {view for view in views if len(re.findall(rf"\b{view}\b", text)) == 0}
    assert unread == set()


def _strings(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the text constants of a file that are not its docstrings."""
    module = tree(path)
    documented = {
        id(node.body[0].value)
        for node in ast.walk(module)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(module):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and id(node) not in documented:
            yield node.lineno, node.value


def test_no_sql_above_the_warehouse() -> None:
    sql = re.compile(
        r"^\s*(select\s.+\sfrom|insert\s+into|delete\s+from|update\s.+\sset)\b",
        re.IGNORECASE | re.DOTALL,
    )
    found = [
        f"{name(path)}:{line}"
        for path in files("dashboard", "etl")
        for line, text in _strings(path)
        if sql.search(text)
    ]
    assert found == []
    calls = [
        f"{name(path)}:{node.lineno}"
        for path in files("dashboard", "etl")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in ("query", "write", "scratch")
        and isinstance(node.value, ast.Name) and node.value.id == "store"
    ]  # fmt: skip
    assert calls == []


# ---------------------------------------------------------------- dashboard


def test_raw_html_is_written_in_one_file() -> None:
    users = {name(path) for path in PYTHON if "unsafe_allow_html" in path.read_text("utf-8")}
    assert users <= {"dashboard/html.py"}


def test_the_dashboard_knows_no_threshold() -> None:
    """A comparison with a figure of a plan belongs to the judge: no Decimal, no rule record."""
    for path in files("dashboard"):
        assert not imported(path) & {"schemas.rules", "schemas.criteria_set"}, name(path)


# ---------------------------------------------------------------- findings


def _used_codes() -> tuple[set[str], list[re.Pattern[str]]]:
    """Return the codes that the code names in full, and the patterns of those it composes."""
    stems = {code.split(".")[0] for code in catalogue()}
    full, composed = set(), []
    shape = re.compile(rf"(?:{'|'.join(sorted(stems))})\.[a-z0-9_]*[a-z0-9]")
    for path in PYTHON:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                if shape.fullmatch(node.value):
                    full.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                first = node.values[0]
                if isinstance(first, ast.Constant) and str(first.value).split(".")[0] in stems:
                    parts = [
                        re.escape(str(each.value)) if isinstance(each, ast.Constant) else "[a-z_]+"
                        for each in node.values
                    ]
                    if "." in str(first.value):
                        composed.append(re.compile("".join(parts)))
            elif (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "problem"
                and node.args
            ):
                given = node.args[0]
                if isinstance(given, ast.Constant):
                    full.add(f"rule.{given.value}")
                elif isinstance(given, ast.JoinedStr):
                    parts = [
                        re.escape(str(each.value)) if isinstance(each, ast.Constant) else "[a-z_]+"
                        for each in given.values
                    ]
                    composed.append(re.compile(rf"rule\.{''.join(parts)}"))
    return full, composed


def _words() -> set[str]:
    return {text for path in PYTHON for _, text in _strings(path)}


def test_every_code_has_its_sentence() -> None:
    full, _ = _used_codes()
    assert full - catalogue().keys() == set()
    assert len(full) > 60


def test_every_sentence_is_said_somewhere() -> None:
    full, composed = _used_codes()
    words = _words()
    unused = {
        code
        for code in catalogue()
        if code not in full
        and code.split(".")[1] not in words  # handed on as a word and put together later
        and not any(
            each.fullmatch(code) for each in composed if each.pattern not in ("rule\\.[a-z_]+",)
        )
    }
    assert unused == set()


# ---------------------------------------------------------------- the project


def test_the_locks_name_no_address_and_pin_everything() -> None:
    for lock in ROOT.glob("requirements*.lock"):
        text = lock.read_text("utf-8")
        assert not re.search(r"https?://|--index-url|--extra-index-url|--find-links", text), lock
        pinned = re.findall(r"^[a-zA-Z0-9_.\-\[\]]+==\S+", text, re.MULTILINE)
        assert len(pinned) >= 1
        assert text.count("--hash=sha256:") >= len(pinned), lock


def test_no_machine_path_and_no_address_of_a_registry() -> None:
    forbidden = re.compile(r"/(?:work|tmp|home|root)/|pypi\.org|files\.pythonhosted")
    for path in [*PYTHON, *SQL, *files("schemas", suffix=".toml"), ROOT / "pyproject.toml"]:
        assert not forbidden.search(path.read_text("utf-8")), name(path)


def test_comments_and_names_are_ascii_but_for_vietnamese_words() -> None:
    """Identifiers are English: Vietnamese stands in texts only."""
    for path in PYTHON:
        with path.open("rb") as handle:
            for token in tokenize.tokenize(handle.readline):
                if token.type == tokenize.NAME:
                    assert token.string.isascii(), f"{name(path)}:{token.start[0]}"


def test_the_packages_that_are_shipped_are_the_rooms() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert set(packages) == set(ROOMS)
    contract = project["tool"]["importlinter"]["contracts"][0]
    assert contract["layers"] == list(reversed(ROOMS))
