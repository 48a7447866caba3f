"""What every chart shares: numbers as they are written in Vietnamese, and a colour."""

from __future__ import annotations

import altair as alt

# The library's default theme fixes sizes; the framework's own theme is put on in the browser.
alt.theme.enable("none")

LOCALE = {
    "number": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", " đồng"]},
}

OWN_LINE = "#3E7CB1"
"""The blue of a drawn line: seen on the light ground and on the dark one."""

QUIET = "#717A83"
"""The grey of marks on a chart, seen on both grounds; words take the colour of the page's text."""
