"""Rule records written back as the TOML text of a rule file, for tests that keep texts."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

from schemas.base import Record
from schemas.reader import RuleBook, RuleText


def with_texts(book: RuleBook) -> RuleBook:
    """Return the rule book with the text of every record, as if it had been read from files."""
    kinds = {
        "programme": book.programmes,
        "criteria_set": book.criteria_sets,
        "class_scheme": book.class_schemes,
        "reporting_calendar": book.calendars,
    }
    texts = {
        f"{kind}/{name}": _text(kind, record)
        for kind, records in kinds.items()
        for name, record in records.items()
    }
    return replace(book, texts=texts)


def _text(kind: str, record: Record) -> RuleText:
    lines = [f'kind = "{kind}"']
    lines += [
        f"{key} = {_value(value)}"
        for key, value in record.model_dump().items()
        if value is not None
    ]
    text = "\n".join(lines) + "\n"
    return RuleText(kind, "thu.toml", text, hashlib.sha256(text.encode()).hexdigest())


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        return f'"{value:f}"'
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dict):
        pairs = [f"{key} = {_value(each)}" for key, each in value.items() if each is not None]
        return "{ " + ", ".join(pairs) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
