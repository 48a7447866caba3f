"""How numbers, days and moments are written in Vietnamese."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

LOCAL_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def number(value: Decimal | int | None, decimals: int | None = None) -> str:
    """Write a number with a decimal comma and dots between thousands; empty for None.

    ``decimals`` rounds half up for display only; without it no digit is dropped and trailing
    zeros after the comma go.
    """
    if value is None:
        return ""
    exact = Decimal(value)
    if decimals is not None:
        text = f"{exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):,f}"
    else:
        text = f"{exact:,f}"
        if "." in text:
            text = text.rstrip("0").rstrip(".")
    return text.replace(",", " ").replace(".", ",").replace(" ", ".")


def percent(value: Decimal | None, decimals: int | None = None) -> str:
    """Write a percentage ("98,5 %"); empty for None."""
    return "" if value is None else f"{number(value, decimals)} %"


def day(value: dt.date | None) -> str:
    """Write a day as dd/mm/yyyy; empty for None."""
    return "" if value is None else f"{value:%d/%m/%Y}"


def moment(value: dt.datetime | None) -> str:
    """Write a local moment as dd/mm/yyyy HH:MM; empty for None."""
    return "" if value is None else f"{value:%d/%m/%Y %H:%M}"


def to_local(utc: dt.datetime) -> dt.datetime:
    """Turn a naive UTC moment, as the warehouse keeps it, into a naive local one."""
    return utc.replace(tzinfo=dt.UTC).astimezone(LOCAL_ZONE).replace(tzinfo=None)


def to_utc(local: dt.datetime) -> dt.datetime:
    """Turn a naive local moment into the naive UTC one that the warehouse keeps."""
    return local.replace(tzinfo=LOCAL_ZONE).astimezone(dt.UTC).replace(tzinfo=None)


QUOTA_PLACES = {
    "within": "trong hạn mức",
    "tied_at_line": "đồng hạng ở mức cuối",
    "beyond": "ngoài hạn mức",
    "open": "hạn mức chưa có",
}
"""Where a proposal stands before the quota's line."""
