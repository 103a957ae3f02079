"""Files that a model imports, as far as they lie beside it. Nothing is ever fetched."""

from collections.abc import Callable
from pathlib import Path
from posixpath import dirname, join, normpath

from lxml import etree

from engine.bpmn.findings import Finding
from engine.bpmn.model import Import, Model, read_model
from engine.bpmn.names import BPMN, bpmn
from engine.bpmn.reading import MAX_BYTES, is_well_formed, read_tree
from engine.model.text import N_, Text

Files = Callable[[str], bytes | None]
"""The content of a file by its location relative to the model; None where there is no such file."""
Judge = Callable[[Model], Text | None]
"""What is wrong in an imported model, in a sentence; None where it is valid."""

MAX_FILES = 50


def files_beside(model: Path, root: Path | None = None) -> Files:
    """The files around a model: in and below `root`, else its own folder. What lies elsewhere does not exist for it."""
    folder = model.resolve().parent
    limit = folder if root is None else root.resolve()

    def read(location: str) -> bytes | None:
        path = (folder / location).resolve()
        if not path.is_relative_to(limit) or not path.is_file() or path.stat().st_size > MAX_BYTES:
            return None
        return path.read_bytes()

    return read


def read_imports(model: Model, files: Files, judge: Judge) -> None:
    """Fill in what the imports of a model lead to, through all files that they import in turn."""
    _Reader(files, judge).read(model, "")


class _Reader:
    """Reads every file once, also where files import each other."""

    def __init__(self, files: Files, judge: Judge) -> None:
        self._files = files
        self._judge = judge
        self._read: dict[str, Import] = {}

    def read(self, model: Model, folder: str) -> None:
        model.imports = [self._import(node, folder) for node in model.xml.findall(bpmn("import"))]

    def _import(self, node: etree._Element, folder: str) -> Import:
        location = node.get("location") or ""
        path = location if ":" in location else normpath(join(folder, location))
        known = self._read.get(path)
        if known is not None:
            return Import(node, location, known.model, known.missing, known.unreadable, known.invalid)
        found = Import(node, location)
        self._read[path] = found
        content = None if ":" in path or len(self._read) > MAX_FILES else self._files(path)
        if content is None:
            found.missing = True
        elif node.get("importType") == BPMN:
            self._read_model(found, content, dirname(path))
        elif not is_well_formed(content):
            found.unreadable = Text(N_("it is not XML"))
        return found

    def _read_model(self, found: Import, content: bytes, folder: str) -> None:
        root = read_tree(content)
        if isinstance(root, Finding):
            found.unreadable = root.text
            return
        found.model = read_model(root)
        self.read(found.model, folder)
        found.invalid = self._judge(found.model)
