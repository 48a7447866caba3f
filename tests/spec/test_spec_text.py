"""The spec tables as text: they are the help page "Cách chấm", so every part of them reads well."""

from __future__ import annotations

import typing
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from spec_tables import TABLES, files

from schemas import point_rules, rules

_KEYS = {"title", "text", "tables"}
_TABLE_KEYS = {
    "title", "text", "source", "sources", "rule", "unit_rule", "conditions", "point_rule",
    "criteria", "maximum", "lights", "appraisal", "applies_if", "needs", "words", "keys",
    "uncertainty", "unchecked", "cases",
}  # fmt: skip


def _kinds(union: Any) -> set[str]:
    """Return the kinds that a discriminated union of records knows."""
    members = typing.get_args(typing.get_args(union)[0])
    return {typing.get_args(each.model_fields["kind"].annotation)[0] for each in members}


def _rules() -> Iterator[Mapping[str, Any]]:
    for table in TABLES:
        listed = [table.data.get("rule"), table.data.get("unit_rule"), table.data.get("point_rule")]
        listed += [each.get("rule") for each in table.data.get("criteria", ())]
        yield from (each for each in listed if each)


def _sources() -> Iterator[Mapping[str, Any]]:
    for table in TABLES:
        yield from table.data.get("sources", {}).values()
        if "source" in table.data:
            yield table.data["source"]


def test_every_kind_of_rule_has_a_table() -> None:
    kinds = {each["kind"] for each in _rules()}
    assert kinds == _kinds(rules.Rule) | _kinds(point_rules.PointRule)
    assert {each.get("op") for each in _rules()} >= {">", ">=", "<", "<=", "="}


def test_every_kind_of_figure_and_of_criterion_has_a_table() -> None:
    assert {each["kind"] for each in _sources()} == _kinds(rules.Source)
    values = {each["value"] for each in _sources() if each["kind"] == "reported"}
    reported = rules.Reported.model_fields["value"].annotation
    assert values == set(typing.get_args(reported))
    criteria = [each for table in TABLES for each in table.data.get("criteria", ())]
    assert {each["kind"] for each in criteria} == {
        "sum", "weighted_mean", "published_points", "rule"
    }  # fmt: skip
    assert {each.get("role", "score") for each in criteria} == {"score", "bonus", "penalty"}


@pytest.mark.parametrize(("stem", "data"), list(files()), ids=[stem for stem, _ in files()])
def test_a_file_is_a_page(stem: str, data: Mapping[str, Any]) -> None:
    """One shape for all: a title and a paragraph, for the file and for each of its tables."""
    assert data.keys() == _KEYS, stem
    titles = [table["title"] for table in data["tables"]]
    assert len(set(titles)) == len(titles)
    for table in data["tables"]:
        assert table.keys() <= _TABLE_KEYS, table["title"]
    for part in (data, *data["tables"]):
        assert part["title"].strip() == part["title"]
        assert not part["title"].endswith(".")
        assert part["text"].endswith("."), part["title"]
        assert "\n" not in part["text"], "one paragraph"


def test_every_case_has_a_caption_that_is_not_repeated() -> None:
    for table in TABLES:
        if table.stem in ("ranking", "rank_interval", "quota"):
            continue  # a row there is a unit of one board, named by its letter
        captions = [case["caption"] for _, case in table.cases]
        assert len(set(captions)) == len(captions), table.name


def test_every_sentence_is_a_sentence() -> None:
    for table in TABLES:
        for _, case in table.cases:
            said = case.get("says", {})
            told = list(said.values()) if isinstance(said, Mapping) else [said]
            told += [person["says"] for person in case.get("persons", ())]
            for sentence in told:
                is_whole = sentence.endswith(".") or ": " in sentence or "excluded" in case
                assert is_whole, sentence
                assert sentence[0].isupper(), sentence
