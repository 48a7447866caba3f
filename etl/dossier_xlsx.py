"""Dossier rows of an .xlsx sheet, a million of them, by patterns over whole columns.

Only the wanted columns are taken out of the XML. What has not the plain shape that Excel,
LibreOffice and the usual libraries write is left to the reader of any workbook.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator

import polars as pl

from etl.dossier_sheet import HEAD_ROWS, ODD_SCHEMA, Head, Table, Wanted, find_head
from etl.workbook_cells import ATTRIBUTES, Mode, dereferenced, read_cells, text_value
from etl.workbook_scan import Archive, Budget, Grid, Limits, Rejected, column_letters
from etl.workbook_xlsx import Book

_CHUNK = 16 * 1024 * 1024
_BEGIN, _END, _ROW_END = b"<sheetData>", b"</sheetData>", b"</row>"
_ENCODING = re.compile(rb"<\?xml[^>]*encoding=[\"'](?i:utf-8)[\"']")
_VALUE = (
    r'<c r="{0}[0-9]+"([^<>]*)>(?:<f[^<>]*(?:/>|>[^<]*</f>))?'
    r'<(?:v|is><t(?: xml:space="preserve")?)>([^<]+)</'
)
_FILLED = r'<c r="{0}[0-9]+"(?:[^<>]*[^<>/])?><(?:[^/v]|v>[^<])'
_ROW = r'<row r="([0-9]+)"(?:[^<>]*[^<>/])?><c '
_NO_TEXT = pl.Series([None], dtype=pl.String)
_EPOCH = {False: dt.date(1899, 12, 30), True: dt.date(1904, 1, 1)}
_FIRST_SERIAL, _LAST_SERIAL = 61, 2_958_465
"""Serial days that spreadsheets and calendars agree on."""


class Irregular(Exception):
    """The sheet has another shape than the plain one."""


def read_table(
    archive: Archive, book: Book, wanted: Wanted, limits: Limits, tell: Callable[[int], None]
) -> Table | None:
    """Return the rows of the one sheet that has the headings; None when no sheet has them.

    Raises Irregular for a shape that only the general reader knows, Rejected for too many rows
    and for headings on several sheets. ``tell`` gets the number of rows read so far.
    """
    strings = pl.Series("strings", book.texts, pl.String)
    found = None
    for name, part, _is_hidden in book.sheets:
        pieces = _pieces(archive.stream(part))
        first = next(pieces, b"")
        head = _head(first, book, wanted, limits)
        if head is None:
            continue
        if found is not None:
            raise Rejected("several_tables", first=found.sheet, second=name)
        found = Table(name, head, pl.DataFrame(schema=wanted.row_schema()), _no_odd())
        if head.missing(wanted) or head.repeated:
            return found
        _fill(found, first, pieces, _Columns(book, strings, wanted, head), limits, tell)
    return found


def _no_odd() -> pl.DataFrame:
    return pl.DataFrame(schema=ODD_SCHEMA)


def _pieces(parts: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the rows of a sheet in pieces of whole rows; raises Irregular for another shape."""
    held, is_inside = bytearray(), False
    for part in parts:
        held += part
        if not is_inside:
            begin = held.find(_BEGIN)
            if begin < 0:
                if b"<sheetData/>" in held:
                    return
                if len(held) > _CHUNK:
                    raise Irregular
                continue
            declared = held[: held.find(b">") + 1]
            if b"<!" in held[:begin] or not (_ENCODING.match(declared) or b"<?" not in declared):
                raise Irregular
            del held[: begin + len(_BEGIN)]
            is_inside = True
        end = held.find(_END, max(0, len(held) - len(part) - len(_END)))
        if end >= 0:
            yield bytes(held[:end])
            return
        if len(held) >= _CHUNK:
            stop = held.rfind(_ROW_END) + len(_ROW_END)
            if stop < len(_ROW_END):
                raise Irregular
            yield bytes(held[:stop])
            del held[:stop]
    raise Irregular


def _head(piece: bytes, book: Book, wanted: Wanted, limits: Limits) -> Head | None:
    stop = 0
    for _ in range(HEAD_ROWS):
        after = piece.find(_ROW_END, stop)
        if after < 0:
            break
        stop = after + len(_ROW_END)
    grid = Grid("")

    def mode(style: str | None, kind: str | None) -> Mode:
        # of all shared strings only those of the first rows are looked up
        return (
            ("t", lambda value: book.texts[int(value)]) if kind == "s" else book.mode(style, kind)
        )

    part = b"<worksheet><sheetData>" + piece[:stop] + b"</sheetData></worksheet>"
    read_cells(part, mode, grid, Budget(limits))
    cells = [
        (key >> 14, (key & 0x3FFF) + 1, text)
        for key, text in zip(grid.keys, grid.texts, strict=True)
    ]
    return find_head(cells, wanted, lambda row, column: f"{column_letters(column)}{row}")


class _Columns:
    """Takes the wanted columns out of pieces of XML."""

    def __init__(self, book: Book, strings: pl.Series, wanted: Wanted, head: Head) -> None:
        self._book, self._strings, self._wanted, self._head = book, strings, wanted, head
        self._letters = {code: column_letters(place) for code, place in head.columns.items()}
        self.serials = 0
        self.cells = 0

    def rows(self, piece: bytes) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Return the rows of a piece in which a wanted cell is filled, and their odd cells."""
        if b"<!" in piece or b"<?" in piece or piece.count(b"<c ") != piece.count(b'<c r="'):
            raise Irregular
        lines = pl.Series("line", [piece.decode()]).str.split("</row>").explode().to_frame()
        row_no = pl.col("line").str.extract(_ROW).cast(pl.UInt32, strict=False)
        raw = lines.lazy().select(
            row_no.alias("row_no"),
            *(
                pl.col("line").str.extract_groups(_VALUE.format(letters)).alias(code)
                for code, letters in self._letters.items()
            ),
        )
        frame = raw.collect()
        self._check_empty(lines["line"], frame)
        columns, odd = [frame["row_no"]], []
        for code in self._letters:
            attributes, values = frame[code].struct.unnest()
            made, strange = self._column(code, attributes, values)
            columns += made
            odd.append(
                strange.select(frame["row_no"].gather(strange["place"]), pl.exclude("place"))
            )
        rows = self._wanted.complete(pl.DataFrame(columns))
        codes = [name for name in rows.columns if name != "row_no"]
        kept = rows.filter(pl.any_horizontal(pl.col(codes).is_not_null()))
        strange = pl.concat(odd)
        if kept["row_no"].null_count() or not kept["row_no"].is_sorted():
            raise Irregular
        self.cells += sum(kept.height - kept[code].null_count() for code in codes) + strange.height
        return kept, strange

    def _check_empty(self, lines: pl.Series, frame: pl.DataFrame) -> None:
        """Raise Irregular when a cell that gave no value holds something all the same."""
        for code, letters in self._letters.items():
            empty = lines.filter(frame[code].struct.field("2").is_null())
            if empty.str.contains(_FILLED.format(letters)).any():
                raise Irregular

    def _column(
        self, code: str, attributes: pl.Series, values: pl.Series
    ) -> tuple[list[pl.Series], pl.DataFrame]:
        is_day = code in self._wanted.days
        texts = pl.Series(f"{code}_text" if is_day else code, [], pl.String)
        days = pl.Series(code, [], pl.Date)
        texts, days = (
            texts.extend_constant(None, len(values)),
            days.extend_constant(None, len(values)),
        )
        odd = []
        for each in attributes.drop_nulls().unique():
            is_it = attributes == each
            own = values.zip_with(is_it, _NO_TEXT)
            kind = self._kind(each)
            if kind == "e":
                places = is_it.fill_null(value=False).arg_true()
                odd.append(_odd(code, places, own.gather(places)))
                continue
            if kind == "s":
                own = self._shared(own)
            elif kind == "t":
                own = _unescaped(own)
            elif is_day and kind in ("d", "n"):
                read = self._days(own, kind)
                days = days.zip_with(read.is_null(), read)
                own = own.zip_with(read.is_null(), _NO_TEXT)
            texts = texts.zip_with(own.is_null(), own)
        made = [days.alias(code), texts] if is_day else [texts]
        return made, pl.concat(odd) if odd else _odd(
            code, pl.Series([], dtype=pl.UInt32), texts[:0]
        )

    def _kind(self, attributes: str) -> str:
        match = ATTRIBUTES.fullmatch(attributes)
        if match is None:
            raise Irregular
        kind = match["t"]
        if kind in (None, "n"):
            index = int(match["s"] or 0)
            return self._book.styles[index] if index < len(self._book.styles) else "n"
        return {"s": "s", "inlineStr": "t", "str": "t", "d": "t"}.get(kind, kind)

    def _shared(self, values: pl.Series) -> pl.Series:
        places = values.cast(pl.UInt32, strict=False)
        is_outside = (places >= len(self._strings)).any()
        if places.null_count() > values.null_count() or is_outside:
            raise Rejected("unreadable")
        return self._strings.gather(places)

    def _days(self, values: pl.Series, kind: str) -> pl.Series:
        """Return stored serial days; a plain number is one only when it has five digits."""
        if kind == "n":
            values = values.zip_with(values.str.contains("^[0-9]{5}$"), _NO_TEXT)
            self.serials += len(values) - values.null_count()
        serial = values.cast(pl.Float64, strict=False).floor().cast(pl.Int32, strict=False)
        is_known = serial.is_between(_FIRST_SERIAL, _LAST_SERIAL)
        serial = serial.zip_with(is_known, pl.Series([None], dtype=pl.Int32))
        epoch = (_EPOCH[self._book.is_1904] - dt.date(1970, 1, 1)).days
        return (serial + epoch).cast(pl.Date)


def _odd(code: str, places: pl.Series, texts: pl.Series) -> pl.DataFrame:
    return pl.DataFrame({"place": places, "text": texts}).select(
        "place", pl.lit(code).alias("column"), pl.lit("e").alias("kind"), "text"
    )


def _unescaped(values: pl.Series) -> pl.Series:
    """Return stored texts with their references and escapes undone."""
    if not values.str.contains("&|_x").any():
        return values
    return values.map_elements(lambda text: text_value(dereferenced(text)), pl.String)


def _fill(
    table: Table,
    first: bytes,
    pieces: Iterator[bytes],
    columns: _Columns,
    limits: Limits,
    tell: Callable[[int], None],
) -> None:
    done, odd, count = [table.rows], [table.odd], 0
    piece: bytes | None = first
    last = 0
    while piece is not None:
        rows, strange = columns.rows(piece)
        below = pl.col("row_no") > table.head.row
        rows, strange = rows.filter(below), strange.filter(below)
        if rows.height:
            if rows["row_no"][0] <= last:
                raise Irregular
            last = rows["row_no"][-1]
        count += rows.height
        if count > limits.max_rows or last > limits.max_rows:
            raise Rejected("too_many_rows", limit=limits.max_rows)
        done.append(rows)
        odd.append(strange)
        tell(count)
        piece = next(pieces, None)
    table.rows, table.odd = pl.concat(done), pl.concat(odd)
    table.cell_count, table.serials = columns.cells, columns.serials
