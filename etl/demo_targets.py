"""Sample figures of the units that targets are about; no real result is meant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from etl.demo_tables import SAMPLE_SOURCE, sheet_table
from warehouse.store import Store
from warehouse.writers import HandIn

_Rows = tuple[Mapping[str, Any], ...]

# by programme: period, day of publication, and a row a unit
_TABLES: Mapping[str, tuple[tuple[str, dt.date, _Rows], ...]] = {
    # the commune is new: without a base year its second target stays open
    "hoa_xa_2025": (
        (
            "2025-Q3",
            dt.date(2025, 9, 30),
            (
                {
                    "Mã đơn vị": "10417",
                    "Tên đơn vị": "Xã Hòa Xá",
                    "commune_par_rank": 50,
                    "commune_par_peers": 126,
                    "commune_sipas_rate": 86.5,
                    "commune_sipas_rank": 40,
                },
                {"Mã đơn vị": "01", "Tên đơn vị": "Thành phố Hà Nội", "city_papi_tier": 2},
            ),
        ),
    ),
    # one target better in both, one better in its rate only
    "binh_gia_2024": (
        (
            "2023-Y",
            dt.date(2024, 4, 20),
            (
                {
                    "Mã đơn vị": "20",
                    "Tên đơn vị": "Tỉnh Lạng Sơn",
                    "province_par_points": 86.4,
                    "province_par_rank": 41,
                    "province_sipas_rate": 81.2,
                    "province_sipas_rank": 40,
                },
            ),
        ),
        (
            "2024-Y",
            dt.date(2025, 4, 10),
            (
                {
                    "Mã đơn vị": "20",
                    "Tên đơn vị": "Tỉnh Lạng Sơn",
                    "province_par_points": 87.9,
                    "province_par_rank": 35,
                    "province_sipas_rate": 82.0,
                    "province_sipas_rank": 42,
                },
            ),
        ),
    ),
}


def target_tables(store: Store, programme_id: str) -> Iterator[HandIn]:
    """Yield the sample tables about the units of a programme's targets."""
    for period_id, day, rows in _TABLES.get(programme_id, ()):
        name = f"{programme_id}-{period_id}-chi-tieu.xlsx".replace("_", "-")
        made = sheet_table(store, rows, name, programme_id, period_id)
        moment = dt.datetime.combine(day, dt.time(9, 30))
        yield replace(made, is_sample=True, source_note=SAMPLE_SOURCE, received_at=moment)
