"""Files that are deployed together, from a folder, an archive or an upload."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath

from engine.errors import ModelError
from engine.model.text import N_

MANIFEST = "bundle.toml"
MOST_FILES = 300
MOST_BYTES = 8 * 1024 * 1024
LONGEST_PATH = 200
COMPRESSIONS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""What every program that makes archives uses. Others can ask for gigabytes of memory to unpack."""

UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    LookupError,
    ValueError,
    OSError,
)
"""What the library raises for archives that are damaged, cut off, encrypted or made up."""


class FileKind(StrEnum):
    """What a file of a bundle is, by its name."""

    PROCESS = ".bpmn"
    DECISION = ".dmn"
    FORM = ".form"
    TEMPLATE = ".jinja"
    MANIFEST = ".toml"
    COMPANION = "companion"
    """Scenarios, texts, pictures: kept beside the bundle by its authors, not deployed."""


COMPANIONS = frozenset({".md", ".yaml", ".yml", ".txt", ".png", ".svg", ".json", ".csv"})


@dataclass(frozen=True, slots=True)
class BundleFile:
    """A file by its path in the bundle, with forward slashes."""

    path: str
    content: bytes

    @property
    def name(self) -> str:
        """The last part of its path."""
        return PurePosixPath(self.path).name

    @property
    def kind(self) -> FileKind | None:
        """What it is; None where its name tells nothing."""
        if self.name == MANIFEST:
            return FileKind.MANIFEST
        suffix = PurePosixPath(self.path).suffix.lower()
        if suffix in COMPANIONS:
            return FileKind.COMPANION
        return FileKind(suffix) if suffix in (".bpmn", ".dmn", ".form", ".jinja") else None

    @property
    def template_key(self) -> str:
        """The key of a letter's template: its name up to the first dot."""
        return self.name.partition(".")[0]


class ArchiveRefused(ModelError):
    """The archive cannot be unpacked safely."""

    code = "archive_refused"
    message = N_("The archive cannot be used: %(reason)s.")


def read_archive(data: bytes) -> tuple[BundleFile, ...]:
    """The files in a zip archive. Raises ArchiveRefused for damaged, encrypted, oversized or strange ones."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return tuple(_members(archive))
    except UNREADABLE as error:
        raise ArchiveRefused(reason=str(error)) from error


def _members(archive: zipfile.ZipFile) -> Iterator[BundleFile]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MOST_FILES:
        raise ArchiveRefused(reason=f"more than {MOST_FILES} files")
    left = MOST_BYTES
    for entry in entries:
        if entry.compress_type not in COMPRESSIONS:
            raise ArchiveRefused(reason="its files are compressed in a way that is not read here; use deflate")
        with archive.open(entry) as file:
            content = file.read(left + 1)
        left -= len(content)
        if left < 0:
            raise ArchiveRefused(reason=f"more than {MOST_BYTES} bytes unpacked")
        yield BundleFile(safe_path(entry.filename), content)


def safe_path(path: str) -> str:
    """A path inside the bundle: only a name by which findings speak of a file, never a place on disk."""
    parts = [part for part in path.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return "/".join(parts)[-LONGEST_PATH:] or "file"


def read_folder(root: Path, key: str) -> tuple[BundleFile, ...]:
    """A bundle in the layout of a working copy: processes/<key>/, forms/<key>/ and forms/documents/<key>/."""
    folders = (root / "processes" / key, root / "forms" / key, root / "forms" / "documents" / key)
    return tuple(
        BundleFile(path.relative_to(root).as_posix(), path.read_bytes())
        for folder in folders
        if folder.is_dir()
        for path in sorted(folder.iterdir())
        if path.is_file()
    )


def bundle_keys(root: Path) -> tuple[str, ...]:
    """Keys of the bundles in a working copy or wheel: folders of processes/ that have a manifest."""
    return tuple(sorted(path.parent.name for path in (root / "processes").glob(f"*/{MANIFEST}")))
