"""What honest ranks and scenarios need in the warehouse: drawn weights, class bounds, limits."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from schemas.programme import Programme
from schemas.reader import RuleBook
from schemas.rules import Reported
from warehouse.rulebook_scales import PER_CENT, RANK_SCALE

Row = Mapping[str, Any]

FACTOR_ONE = 10**6
"""A weight that is not varied; factors have six decimals."""


def scenario_tables(programmes: Iterable[Programme], book: RuleBook) -> dict[str, list[Row]]:
    """Return the rows of every table of migration 0004, by table."""
    listed = list(programmes)
    return {
        "core_weight_draw": [row for each in listed for row in weight_draws(each, book)],
        "core_class_bound": list(_class_bounds(book)),
        "core_figure_limit": [row for each in listed for row in _limits(each, book)],
    }


def weight_draws(programme: Programme, book: RuleBook) -> Iterator[Row]:
    """Yield every draw of every field's weight; the same seed gives the same draws anywhere.

    A field that scores weighs between 1 - w and 1 + w, all values of six decimals alike; bonus and
    penalty are no fields and always weigh 1.
    """
    declared = programme.ranking.uncertainty
    if declared is None or programme.criteria_set is None:
        return
    roots = [
        each for each in book.criteria_sets[programme.criteria_set].criteria if each.parent is None
    ]
    widest = int(declared.weight_pct * FACTOR_ONE / PER_CENT)
    # random() alone is promised to stay the same from one release of Python to the next
    dice = random.Random(declared.seed)  # noqa: S311 - reproducible on purpose
    for draw in range(declared.draws):
        for each in roots:
            factor = FACTOR_ONE
            if each.role == "score":
                factor += int(dice.random() * (2 * widest + 1)) - widest
            yield {
                "programme_id": programme.id,
                "draw": draw,
                "criterion_code": each.code,
                "factor": factor,
                "rank_scale": RANK_SCALE,
            }


def _class_bounds(book: RuleBook) -> Iterator[Row]:
    for scheme in book.class_schemes.values():
        lowest = max((band.order for band in scheme.bands), default=0)
        for band in scheme.bands:
            yield {
                "class_scheme_id": scheme.id,
                "band_code": band.code,
                "lower_pct": band.lower,
                "is_lower_included": band.lower_included,
                "is_lowest": band.order == lowest,
            }


def _limits(programme: Programme, book: RuleBook) -> Iterator[Row]:
    own = programme.criteria_set
    measures = programme.measures + (book.criteria_sets[own].measures if own else ())
    for each in measures:
        if not isinstance(each.source, Reported):
            continue
        is_share = each.source.value == "pct"
        maximum = each.source.maximum or (Decimal(PER_CENT) if is_share else None)
        if maximum is not None:
            yield {
                "programme_id": programme.id,
                "measure_code": each.code,
                "maximum": maximum,
            }
