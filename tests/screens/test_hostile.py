"""Names, cells and files that attack: on every screen they are words, nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import hostile_world as hostile
import pytest
import small
from streamlit.testing.v1 import AppTest

from warehouse import versions
from warehouse.store import Store

NAMING = {"leaderboard", "lights", "criterion", "wall", "progress", "awards"}
"""Screens that list every unit: all the hostile names stand there, whole."""
MARKS = ("ac.example", ":red[", "<b", "<script", "$x", "**", "\u202e", "\u200b", "\u2066", "\ufeff")
SIGNED_IN = {
    "hand_in": "unit_officer", "receipt": "auditor", "accounts": "administrator",
    "awards": "council", "unit": "unit_officer",
}  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = hostile.hostile_store(tmp_path_factory.mktemp("doc") / "kho")
    yield made
    made.close()


def harmless(app: AppTest) -> str:
    """Check that no data became markup, in our elements and the framework's; return the words."""
    page = "\n".join(element.value for element in app.html)
    read = hostile.Markup(page)
    assert read.broken == []
    for element in app.main:
        spoken = [getattr(element, name, "") or "" for name in ("label", "help", "placeholder")]
        if element.type in ("markdown", "caption", "error", "alert", "heading"):
            spoken.append(element.value)
        for words in spoken:
            assert not any(mark in words for mark in MARKS), (element.type, words)
    words = hostile.seen(" ".join(read.words))
    assert not any(mark in words for mark in MARKS[6:])
    return words


SHOWN = [
    *((screen, hostile.CODES[0]) for screen in small.PATHS),
    *((screen, code) for screen in ("unit", "why") for code in hostile.CODES[1:]),
    ("hand_in", hostile.CODES[1]), ("receipt", hostile.CODES[1]),
]  # fmt: skip


@pytest.mark.parametrize(("screen", "code"), SHOWN)
def test_nothing_becomes_markup(store, run, sign_in, screen, code):
    if screen in SIGNED_IN:
        role = SIGNED_IN[screen]
        sign_in(store, role=role, unit_id=small.unit_id(code) if role == "unit_officer" else None)
    address = {**small.WHERE, **small.ADDRESS.get(screen, {})}
    if screen == "receipt":
        handed = versions.versions(store, *small.WHERE.values(), code)
        address["ma"] = handed["receipt_code"][0]
    if "don_vi" in address:
        address["don_vi"] = code
    words = harmless(run(store, screen, **address))
    named = hostile.UNITS.values() if screen in NAMING else ()
    if screen in ("unit", "why", "receipt"):
        named = [hostile.UNITS[code]]
    for name in named:
        assert hostile.seen(name) in words, name


def test_a_refused_file_is_answered_in_words(store, run, sign_in):
    code = hostile.CODES[4]
    sign_in(store, unit_id=small.unit_id(code))
    app = run(store, "hand_in", **small.WHERE)
    data = hostile.workbook(store, code, late=hostile.MARKDOWN + hostile.HTML)
    app.file_uploader(key="tep").upload(hostile.FILE, data).run()
    (button,) = [each for each in app.button if each.label == "Nộp"]
    button.click().run()
    assert not app.exception
    words = harmless(app)
    assert "Chưa nhận" in words
    assert "Trang tính Hồ sơ TTHC" in words
    boxes = [each for each in app.text_input if each.label.startswith("Ô ")]
    assert hostile.MARKDOWN + hostile.HTML in [each.value for each in boxes]
    assert "Ô E5: Giải quyết quá hạn (b id bi ô /b" in boxes[-1].label, boxes[-1].label


def test_two_versions_are_compared_in_words(store, run, sign_in):
    sign_in(store, unit_id=small.unit_id(hostile.CODES[0]))
    app = run(store, "hand_in", **small.WHERE)
    assert "ô khác nhau" in harmless(app)
    assert [each.label for each in app.expander] == [
        "Rút một bản nộp", "So hai bản nộp",
    ]  # fmt: skip


def test_an_account_bears_a_hostile_name(store, run, sign_in):
    sign_in(store, role="leader", name=hostile.MARKDOWN, unit_id=None)
    sign_in(store, role="council", name=hostile.HTML[:80], unit_id=None)
    sign_in(store, role="administrator")
    words = harmless(run(store, "accounts"))
    assert hostile.seen(hostile.MARKDOWN) in words
    sign_in(store, role="leader", name=hostile.MARKDOWN, unit_id=None)
    assert hostile.seen(hostile.MARKDOWN) in harmless(run(store, "hand_in"))


@pytest.mark.parametrize("name", ["tim", "don_vi", "khoi", "ky", "khung", "muc", "ma", "tieu_chi"])
@pytest.mark.parametrize("screen", ["leaderboard", "receipt", "scoring", "lights"])
def test_what_stands_in_an_address_is_words(store, run, sign_in, screen, name):
    sign_in(store, role="auditor")
    for words in (hostile.HTML, hostile.MARKDOWN, hostile.HIDDEN):
        harmless(run(store, screen, **{**small.WHERE, name: words[:119]}))


def test_a_reminder_is_text_to_copy(store, run):
    app = run(store, "progress", ke_hoach=small.WHERE["ke_hoach"], ky="2022-Q3")
    (box,) = app.text_area
    assert all(f"- {hostile.seen(name)}" in box.value for name in (hostile.HTML, hostile.EMOJI))
