"""The package around the sheets: relations, content types, the list of sheets, the zip itself."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile

from etl.annotate_cells import unselected
from etl.workbook_scan import Archive, elements, guarded_parser
from etl.xml_splice import Edits, Unpatchable, as_utf8, plain, tree, with_attribute

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_MACRO = re.compile(rb"macroenabled", re.IGNORECASE)
_TYPES_PART = "[Content_Types].xml"
_BEFORE_CALCULATION = {"sheets", "functionGroups", "externalReferences", "definedNames"}
"""What stands before ``calcPr`` in a workbook part (ECMA-376 part 1, 18.2.27)."""


class Package:
    """The members of a workbook file: read as they are, exchanged, and written again."""

    def __init__(self, archive: Archive, main: str) -> None:
        """Open a package; Unpatchable for the strict dialect and odd member names.

        Macros stay as they are, byte for byte, and are never run.
        """
        self._archive = archive
        self._new: dict[str, bytes] = {}
        self._dropped: set[str] = set()
        self.main = main
        self.folder = posixpath.dirname(main)
        if any(".." in name or "\\" in name or name.startswith("/") for name in archive.names):
            raise Unpatchable
        if _MAIN.encode() not in archive.read(main):
            raise Unpatchable
        self.has_macros = _MACRO.search(archive.read(_TYPES_PART)) is not None
        styles = Relations(self, main).target("styles")
        if styles is None:
            raise Unpatchable
        self.styles_part = styles

    def read(self, name: str) -> bytes:
        """Return a member as it now is; KeyError when there is none."""
        return self._new[name] if name in self._new else self._archive.read(name)

    def has(self, name: str) -> bool:
        """Tell whether there is a member."""
        return name in self._new or name in self._archive.names

    def put(self, name: str, data: bytes) -> None:
        """Exchange or add a member."""
        self._new[name] = data

    def drop_related(self, kind: str) -> None:
        """Take out the part that the workbook relates to under a kind; nothing when there is none.

        Its relation and its type go with it.
        """
        part = Relations(self, self.main).drop(kind)
        if part is None:
            return
        self._dropped.add(part)
        data = as_utf8(self.read(_TYPES_PART))
        edits = Edits(data)
        for each in tree(data).children:
            if (each.attribute("PartName") or "").lstrip("/") == part:
                edits.put(each.start, each.end, b"")
        self.put(_TYPES_PART, edits.result())

    def calculate_on_load(self) -> None:
        """Have formulas calculated anew when the file is opened next."""
        data = as_utf8(self.read(self.main))
        edits, root = Edits(data), tree(data)
        found = root.child("calcPr")
        if found is not None:
            tag = with_attribute(data[found.start : found.inner], "fullCalcOnLoad", 1)
            edits.put(found.start, found.inner, tag)
        else:
            before = [each for each in root.children if each.local in _BEFORE_CALCULATION]
            if not before:
                raise Unpatchable
            added = f'<{root.prefix}calcPr fullCalcOnLoad="1"/>'.encode()
            edits.put(before[-1].end, before[-1].end, added)
        self.put(self.main, edits.result())

    def free(self, pattern: str) -> str:
        """Return a member name that is not taken; ``pattern`` holds ``{}`` for a number."""
        return next(name for n in range(1, 10_000) if not self.has(name := pattern.format(n)))

    def unselect_others(self, worksheets: list[str]) -> None:
        """Unselect chart sheets too, of which nothing else is touched."""
        for name in self._archive.names - set(worksheets):
            if "/chartsheets/" in name and name.endswith(".xml"):
                self.put(name, unselected(self.read(name)))

    def declare(self, part: str, content_type: str) -> None:
        """Name the type of a new part."""
        data = as_utf8(self.read(_TYPES_PART))
        edits, root = Edits(data), tree(data)
        added = f'<{root.prefix}Override PartName="/{part}" ContentType="{content_type}"/>'
        edits.append(root, added.encode())
        self.put(_TYPES_PART, edits.result())

    def declare_drawings(self) -> None:
        """Name the type of drawings of comments, once."""
        data = as_utf8(self.read(_TYPES_PART))
        root = tree(data)
        defaults = (each for each in root.children if each.local == "Default")
        if any((each.attribute("Extension") or "").lower() == "vml" for each in defaults):
            return
        edits = Edits(data)
        added = f'<{root.prefix}Default Extension="vml" ContentType="{_DRAWING_TYPE}"/>'
        edits.put(root.inner, root.inner, added.encode())
        self.put(_TYPES_PART, edits.result())

    def show_first(self, shift: int = 0) -> None:
        """Open the workbook at its first sheet; ``shift`` moves what counts sheets by place."""
        data = as_utf8(self.read(self.main))
        edits = Edits(data)
        for each in tree(data).all("workbookView"):
            tag = data[each.start : each.inner]
            for name in ("activeTab", "firstSheet"):
                tag = with_attribute(tag, name, 0)
            edits.put(each.start, each.inner, tag)
        for each in tree(data).all("definedName"):
            place = each.attribute("localSheetId")
            if shift and place is not None:
                tag = data[each.start : each.inner]
                edits.put(
                    each.start, each.inner, with_attribute(tag, "localSheetId", int(place) + shift)
                )
        self.put(self.main, edits.result())

    def rename_sheet(self, name: str, new: str) -> None:
        """Give a sheet another name; only for a sheet that nothing refers to."""
        data = as_utf8(self.read(self.main))
        edits = Edits(data)
        for each in tree(data).all("sheet"):
            if each.attribute("name") == name:
                tag = with_attribute(data[each.start : each.inner], "name", new)
                edits.put(each.start, each.inner, tag)
        self.put(self.main, edits.result())

    def add_first_sheet(self, name: str, content: bytes) -> None:
        """Put a new worksheet before all others and open the workbook there."""
        part = self.free(f"{self.folder}/worksheets/sheet{{}}.xml".lstrip("/"))
        self.put(part, content)
        self.declare(part, _SHEET_TYPE)
        relation = Relations(self, self.main).add("worksheet", part)
        self.show_first(shift=1)
        data = as_utf8(self.read(self.main))
        root = tree(data)
        sheets = root.child("sheets")
        if sheets is None or not sheets.children:
            raise Unpatchable
        last = max(int(each.attribute("sheetId") or 0) for each in sheets.children)
        title = plain(name).replace('"', "&quot;")
        edits = Edits(data)
        added = (
            f'<{sheets.prefix}sheet xmlns:r="{_OFFICE}" name="{title}" sheetId="{last + 1}" '
            f'r:id="{relation}"/>'
        )
        edits.put(sheets.inner, sheets.inner, added.encode())
        self.put(self.main, edits.result())

    def file(self) -> bytes:
        """Return the package as a zip file, every changed XML part seen to be well-formed."""
        out = io.BytesIO()
        order = [_TYPES_PART, *sorted(self._archive.names - {_TYPES_PART})]
        order += [name for name in self._new if name not in self._archive.names]
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target:
            for name in order:
                if name.endswith("/") or name in self._dropped:
                    continue
                data = self.read(name)
                if name in self._new and name.endswith((".xml", ".rels")):
                    guarded_parser().Parse(data, True)
                target.writestr(name, data)
        return out.getvalue()


class Relations:
    """The relations of one part, read and added to."""

    def __init__(self, package: Package, part: str) -> None:
        """Read them; a part without any starts with none."""
        folder, name = posixpath.split(part)
        self._package = package
        self._part = f"{folder}/_rels/{name}.rels".lstrip("/")
        self._folder = folder
        self._targets: dict[str, tuple[str, str]] = {}
        if package.has(self._part):
            for element, attributes in elements(package.read(self._part)):
                if element == "Relationship" and attributes.get("TargetMode") != "External":
                    kind = attributes.get("Type", "").rpartition("/")[2]
                    where = posixpath.join("/", folder, attributes["Target"])
                    target = posixpath.normpath(where).lstrip("/")
                    self._targets[attributes["Id"]] = (kind, target)

    def target(self, kind: str) -> str | None:
        """Return the part of a kind of relation, if it is there."""
        found = (part for each, part in self._targets.values() if each == kind)
        return next((part for part in found if self._package.has(part)), None)

    def by_id(self, relation: str | None) -> str | None:
        """Return the part of a relation, if it is there."""
        _, part = self._targets.get(relation or "", ("", ""))
        return part if part and self._package.has(part) else None

    def keep(self, kind: str, part: str | None, data: bytes) -> str:
        """Write a comments part or its drawing, new ones related and declared; return the id."""
        if part is not None:
            self._package.put(part, data)
            return next(key for key, (_, each) in self._targets.items() if each == part)
        is_drawing = kind == "vmlDrawing"
        home = self._package.folder
        pattern = (
            f"{home}/drawings/vmlDrawing{{}}.vml" if is_drawing else f"{home}/comments{{}}.xml"
        )
        new = self._package.free(pattern.lstrip("/"))
        self._package.put(new, data)
        if is_drawing:
            self._package.declare_drawings()
        else:
            self._package.declare(new, _COMMENTS_TYPE)
        return self.add(kind, new)

    def drop(self, kind: str) -> str | None:
        """Take away the relation of a kind; return its part, None when there was none."""
        found = next((key for key, (each, _) in self._targets.items() if each == kind), None)
        if found is None:
            return None
        data = as_utf8(self._package.read(self._part))
        edits = Edits(data)
        for each in tree(data).children:
            if each.attribute("Id") == found:
                edits.put(each.start, each.end, b"")
        self._package.put(self._part, edits.result())
        return self._targets.pop(found)[1]

    def add(self, kind: str, part: str) -> str:
        """Add a relation to a part and return its id."""
        data = (
            as_utf8(self._package.read(self._part))
            if self._package.has(self._part)
            else f'<Relationships xmlns="{_PACKAGE}"/>'.encode()
        )
        root = tree(data)
        taken = {each.attribute("Id") for each in root.children}
        name = next(each for n in range(1, 100_000) if (each := f"rIdTD{n}") not in taken)
        edits = Edits(data)
        added = f'<{root.prefix}Relationship Id="{name}" Type="{_OFFICE}/{kind}" Target="/{part}"/>'
        edits.append(root, added.encode())
        self._package.put(self._part, edits.result())
        self._targets[name] = (kind, part)
        return name
