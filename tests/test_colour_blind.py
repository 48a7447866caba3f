"""The lights as people who see few colours see them: far enough apart, or apart by their shape.

Colours are simulated by the matrices of Machado, Oliveira and Fernandes (2009), “A physiologically
based model for simulation of color vision deficiency”, at full severity, on linear RGB; distances
are CIE 1976 differences in CIELAB (D65), where about 2,3 is just seen.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from schemas.lights import NEAR, RESTRICTED, STATES, Light

CSS = (Path(__file__).parents[1] / "dashboard" / "assets" / "thi-dua.css").read_text("utf-8")

Triple = tuple[float, float, float]

MATRICES: Mapping[str, tuple[Triple, Triple, Triple]] = {
    "none": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
LIGHTS = (*STATES.values(), NEAR, RESTRICTED)
APART = 20.0
"""Ours: the lights of a verdict are this far apart for everybody, nine times what is just seen."""
BARELY = 5.0
"""Ours: closer than this two grounds are taken for one, and only their shape tells them apart."""
BESIDE = 3.0
"""Contrast that WCAG 2.2 (1.4.11) asks between a sign and its ground."""


def _channel(value: int) -> float:
    part = value / 255
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def seen(colour: str, sight: str) -> Triple:
    """Return a colour as linear RGB the way somebody of this sight gets it."""
    linear = [_channel(int(colour[place : place + 2], 16)) for place in (1, 3, 5)]
    found = [
        min(1.0, max(0.0, sum(factor * part for factor, part in zip(row, linear, strict=True))))
        for row in MATRICES[sight]
    ]
    return found[0], found[1], found[2]


def luminance(rgb: Triple) -> float:
    """Return the relative luminance of a linear RGB colour."""
    return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]


def lab(rgb: Triple) -> Triple:
    """Return a linear RGB colour in CIELAB under D65."""
    red, green, blue = rgb
    x = (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047
    y = 0.2126729 * red + 0.7151522 * green + 0.0721750 * blue
    z = (0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883
    fx, fy, fz = (
        part ** (1 / 3) if part > (6 / 29) ** 3 else part / (3 * (6 / 29) ** 2) + 4 / 29
        for part in (x, y, z)
    )
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def distance(first: str, second: str, sight: str) -> float:
    """Return how far apart two colours are for somebody of this sight."""
    pairs = zip(lab(seen(first, sight)), lab(seen(second, sight)), strict=True)
    return sum((one - other) ** 2 for one, other in pairs) ** 0.5


def contrast(first: str, second: str, sight: str) -> float:
    """Return the contrast of two colours for somebody of this sight."""
    dark, light = sorted(luminance(seen(colour, sight)) for colour in (first, second))
    return (light + 0.05) / (dark + 0.05)


def pair(first: Light, second: Light) -> frozenset[str]:
    return frozenset({first.code, second.code})


BY_SHAPE = {
    frozenset({"met", "council"}),
    *(
        frozenset(each)
        for each in itertools.combinations(("pending", "not_applicable", "restricted"), 2)
    ),
}
"""Grounds that come closer than ``APART`` to somebody: ✔ and ◆; ○, – and a lock tell them apart."""

PAGES = {"light": "#FFFFFF", "dark": "#14181B"}
"""The grounds of the two themes (a browser test holds them to it)."""


def test_the_arithmetic_is_right_where_it_is_known():
    assert lab(seen("#FFFFFF", "none")) == pytest.approx((100, 0, 0), abs=0.01)
    assert lab(seen("#FF0000", "none")) == pytest.approx((53.24, 80.09, 67.20), abs=0.02)
    assert contrast("#000000", "#FFFFFF", "none") == pytest.approx(21)
    # red and a dark olive are one colour to somebody without red cones, not to others
    assert (
        distance("#FF0000", "#6B5F00", "protanopia")
        < 10
        < 60
        < distance("#FF0000", "#6B5F00", "none")
    )
    for matrix in MATRICES.values():
        assert [sum(row) for row in matrix] == pytest.approx([1, 1, 1], abs=0.0001)


@pytest.mark.parametrize("sight", MATRICES)
def test_every_pair_is_apart_or_told_by_its_shape(sight):
    close = {
        pair(one, other)
        for one, other in itertools.combinations(LIGHTS, 2)
        if distance(one.colour, other.colour, sight) < APART
    }
    assert close <= BY_SHAPE
    for one, other in itertools.combinations(LIGHTS, 2):
        assert distance(one.colour, other.colour, sight) > BARELY
        assert one.shape != other.shape


def test_no_pair_stands_in_the_list_for_nothing():
    closest = {
        pair(one, other): min(distance(one.colour, other.colour, sight) for sight in MATRICES)
        for one, other in itertools.combinations(LIGHTS, 2)
    }
    assert {each for each, apart in closest.items() if apart < APART} == BY_SHAPE


@pytest.mark.parametrize("sight", MATRICES)
@pytest.mark.parametrize("light", LIGHTS, ids=lambda light: light.code)
def test_every_sign_is_seen_on_its_ground_and_every_light_on_its_page(light, sight):
    assert contrast(light.colour, light.text_colour, sight) >= BESIDE
    for page in PAGES.values():
        parts = (contrast(colour, page, sight) for colour in (light.colour, light.text_colour))
        assert max(parts) >= BESIDE


def test_the_style_sheet_draws_these_very_colours_and_shapes():
    grounds = dict(re.findall(r"--td-([a-z-]+): (#[0-9A-F]{6});", CSS))
    shapes = dict(re.findall(r'--td-shape-([a-z_]+): url\("([^"]+)"\);', CSS))
    assert len(set(shapes.values())) == len(shapes) == len(LIGHTS)
    for light in LIGHTS:
        drawn = re.search(
            rf"\.td-light-{light.code} {{ background: var\(--td-([a-z-]+)\); "
            rf"--td-shape: var\(--td-shape-([a-z_]+)\); }}",
            CSS,
        )
        assert drawn is not None, light.code
        assert grounds[drawn[1]] == light.colour
        assert drawn[2] == light.code
        assert f".td-ground-{light.code} {{ background: var(--td-{drawn[1]}); " in CSS
