"""Cross checks of criteria sets: the tree, its maxima, its figures, its names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from schemas.criteria_set import CriteriaSet, Criterion
from schemas.measure_lint import figure_names, source_problems
from schemas.point_lint import leaf_problems, measure_of
from schemas.rule_problem import (
    Problem,
    listed,
    problem,
    repeated,
    same_words,
    validity_problems,
)
from schemas.toml_lines import Path

_MOST_DECIMALS = 6
_PARTED = ("sum", "weighted_mean")


def criteria_set_problems(item: CriteriaSet) -> Iterator[Problem]:
    """Yield what is wrong with a criteria set: parents, cycles, sums, rules, names, lights."""
    yield from validity_problems(item.starts_on, item.ends_on)
    if item.maximum <= 0:
        yield problem("not_positive", "maximum", found=item.maximum)
    if not 0 <= item.decimals <= _MOST_DECIMALS:
        yield problem("decimals", "decimals", found=item.decimals, expected=_MOST_DECIMALS)
    if not item.criteria:
        yield problem("empty_list", "criteria")
        return
    yield from repeated((each.code for each in item.criteria), "criteria", key="code")
    yield from _names(item)
    yield from _tree(item)
    yield from _measures(item)
    measures = {each.code: each for each in item.measures}
    for index, leaf in enumerate(item.criteria):
        yield from leaf_problems(leaf, ("criteria", index), measures)
    lights = item.lights
    if not 0 < lights.near_from_pct <= lights.met_from_pct <= Decimal(100):
        found = f"{lights.near_from_pct}, {lights.met_from_pct}"
        yield problem("lights", "lights", "met_from_pct", found=found)


def _names(item: CriteriaSet) -> Iterator[Problem]:
    """Yield headings that would lead to two criteria, or to a criterion and a published column."""
    owner: dict[str, str] = {}
    for key, heading in (
        ("published_total", item.published_total),
        ("published_rank", item.published_rank),
    ):
        if heading is None:
            continue
        if same_words(heading) in owner:
            yield problem("duplicate_name", key, found=heading, other=owner[same_words(heading)])
        owner[same_words(heading)] = heading
    for index, each in enumerate(item.criteria):
        for key, name in (("code", each.code), ("name", each.name)):
            if owner.setdefault(same_words(name), each.code) != each.code:
                other = owner[same_words(name)]
                yield problem("duplicate_name", "criteria", index, key, found=name, other=other)
        for place, alias in enumerate(each.aliases):
            if owner.setdefault(same_words(alias), each.code) != each.code:
                other = owner[same_words(alias)]
                at = ("criteria", index, "aliases", place)
                yield problem("duplicate_name", *at, found=alias, other=other)
    yield from figure_names(item.measures, owner)


def _measures(item: CriteriaSet) -> Iterator[Problem]:
    yield from repeated((each.code for each in item.measures), "measures", key="code")
    used = {code for each in item.criteria if each.rule for code in measure_of(each.rule)}
    for index, measure in enumerate(item.measures):
        if measure.code not in used:
            yield problem("unused_measure", "measures", index, "code", found=measure.code)
        if measure.ours and measure.note is None:
            yield problem("ours_without_note", "measures", index, "ours", found=measure.code)
        yield from source_problems(measure, ("measures", index, "source"))


def _tree(item: CriteriaSet) -> Iterator[Problem]:
    places = {each.code: index for index, each in enumerate(item.criteria)}
    children: dict[str | None, list[Criterion]] = {}
    for index, each in enumerate(item.criteria):
        children.setdefault(each.parent, []).append(each)
        if each.maximum <= 0:
            yield problem("not_positive", "criteria", index, "maximum", found=each.maximum)
        if each.parent is None:
            continue
        at = ("criteria", index, "parent")
        if each.parent not in places:
            yield problem("unknown_parent", *at, found=each.parent, expected=listed(places))
        elif _is_cyclic(item, each):
            yield problem("parent_cycle", *at, found=each.code)
        elif places[each.parent] > index:
            yield problem("parent_later", *at, found=each.parent)
    roles = effective_roles(item)
    parents = {each.code: each for each in item.criteria}
    for index, each in enumerate(item.criteria):
        path = ("criteria", index)
        yield from _weight(each, parents.get(each.parent or ""), path)
        yield from _role(each, roles, path)
        own = children.get(each.code, [])
        if each.kind in _PARTED and not own:
            yield problem("sum_without_parts", *path, "kind", found=each.code)
        elif each.kind not in _PARTED and own:
            yield problem("parts_without_sum", *path, "kind", found=each.code)
        elif own and each.is_survey:
            yield problem("survey_on_parent", *path, "is_survey", found=each.code)
        if own and each.kind == "sum":
            yield from _sum(each, own, roles[each.code], (*path, "maximum"))
    scored = (each for each in children.get(None, []) if each.role == "score")
    total = sum((each.maximum for each in scored), Decimal(0))
    if total != item.maximum:
        yield problem("roots_sum", "maximum", found=item.maximum, expected=total)


def _sum(node: Criterion, own: list[Criterion], role: str, path: Path) -> Iterator[Problem]:
    """Compare a sum with its parts: exactly in a score, at least up to the cap otherwise."""
    if role == "score":
        total = sum((each.maximum for each in own if each.role == "score"), Decimal(0))
        if total != node.maximum:
            yield problem("children_sum", *path, found=node.maximum, expected=total)
        return
    total = sum((each.maximum for each in own), Decimal(0))
    if total < node.maximum:
        yield problem("cap_unreachable", *path, found=node.maximum, expected=total)


def _weight(node: Criterion, parent: Criterion | None, path: Path) -> Iterator[Problem]:
    if parent is None or parent.kind != "weighted_mean":
        if node.weight is not None:
            yield problem("weight_unexpected", *path, "weight", found=node.weight)
        return
    if node.weight is None:
        yield problem("weight_missing", *path, "code", found=node.code, other=parent.code)
    elif node.weight <= 0:
        yield problem("not_positive", *path, "weight", found=node.weight)
    if node.maximum != parent.maximum:
        found, expected = node.maximum, parent.maximum
        yield problem("mean_maximum", *path, "maximum", found=found, expected=expected)
    if node.role != "score":
        yield problem("mean_role", *path, "role", found=node.role)


def _role(node: Criterion, roles: Mapping[str, str], path: Path) -> Iterator[Problem]:
    """Yield what cannot be a bonus or a penalty, and roles inside another's branch."""
    role = roles[node.code]
    above = roles.get(node.parent or "", "score")
    if above != "score" and node.role not in ("score", above):
        yield problem("role_inside", *path, "role", found=node.role, expected=above)
    if role == "score":
        return
    if node.kind == "weighted_mean":
        yield problem("mean_role", *path, "kind", found=role)
    if node.is_survey:
        yield problem("survey_role", *path, "is_survey", found=role)
    elif node.rule is not None and node.rule.kind == "survey":
        yield problem("survey_role", *path, "rule", "kind", found=role)


def effective_roles(item: CriteriaSet) -> Mapping[str, str]:
    """Return each criterion's role in the total: its own, or that of the branch it stands in."""
    nodes = {each.code: each for each in item.criteria}
    roles: dict[str, str] = {}
    for node in item.criteria:
        role, at, seen = "score", nodes.get(node.code), set[str]()
        while at is not None and role == "score" and at.code not in seen:
            seen.add(at.code)
            role, at = at.role, nodes.get(at.parent or "")
        roles[node.code] = role
    return roles


def _is_cyclic(item: CriteriaSet, start: Criterion) -> bool:
    parents = {each.code: each.parent for each in item.criteria}
    seen: set[str] = set()
    at: str | None = start.code
    while at is not None and at not in seen:
        seen.add(at)
        at = parents.get(at)
    return at is not None
