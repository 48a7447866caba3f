"""What every chart shares: numbers as they are written in Vietnamese."""

from __future__ import annotations

LOCALE = {
    "number": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", " đồng"]},
}
