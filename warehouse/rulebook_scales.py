"""The scales that turn exact fractions into whole numbers; views take them from tables."""

from __future__ import annotations

from decimal import Decimal

PER_CENT = 100
RANK_SCALE = 10**18
"""Keeps apart any two fractions of counts up to 10**9."""
UNIT_SCALE = 10**9
"""Exact figures have nine decimals: this makes whole numbers of them."""
KEPT_UNIT = Decimal("0.000000001")
"""The last kept decimal: this makes points of whole numbers again."""
INDEX_SCALE = 10**24
"""Keeps apart any two indices whose maxima are below 1,000."""
