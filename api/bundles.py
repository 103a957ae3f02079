"""Uploaded files as a bundle: single ones, or one zip archive unpacked within limits."""

import io
import lzma
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import PurePosixPath

from engine.commands.deploy_bundle import BundleFile
from engine.errors import InvalidInput
from engine.model.text import N_

MAX_ENTRIES = 200
ENDINGS = (".bpmn", ".dmn", ".form", ".jinja", ".toml", ".md", ".yaml")
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class BundleUnreadable(InvalidInput):
    """The files are not a bundle."""

    code = "bundle_unreadable"


class NoFiles(BundleUnreadable):
    """Nothing was chosen."""

    code = "bundle_empty"
    message = N_("Choose the files of the process, or one zip archive with all of them.")


class BadArchive(BundleUnreadable):
    """The archive cannot be opened."""

    code = "bundle_archive"
    message = N_("The archive %(file)s cannot be opened. Pack it again as an ordinary zip without a password.")


class BundleTooLarge(BundleUnreadable):
    """More or larger files than are accepted."""

    code = "bundle_too_large"
    message = N_("%(file)s is too large. A bundle has at most %(entries)d files of together %(limit)d kB.")


class UnknownEnding(BundleUnreadable):
    """A file of a kind that has no meaning in a bundle."""

    code = "bundle_file_kind"
    message = N_("%(file)s is of a kind that is not known here. Expected files that end in %(endings)s, or one .zip.")


def read_bundle(uploads: Sequence[tuple[str, bytes]], limit: int) -> list[BundleFile]:
    """The files by path, those of a zip archive unpacked. `limit` is their size together, in bytes.

    Raises BundleUnreadable.
    """
    if not uploads:
        raise NoFiles
    files: list[BundleFile] = []
    for name, content in uploads:
        files += _unpack(name, content, limit) if name.lower().endswith(".zip") else [BundleFile(name, content)]
    if not files:
        raise NoFiles
    for file in files:
        if not file.path.lower().endswith(ENDINGS):
            raise UnknownEnding(file=file.path, endings=", ".join(ENDINGS))
    if len(files) > MAX_ENTRIES or sum(len(file.content) for file in files) > limit:
        raise BundleTooLarge(file=uploads[0][0], entries=MAX_ENTRIES, limit=limit // 1024)
    return files


def _unpack(name: str, content: bytes, limit: int) -> list[BundleFile]:
    """Sizes are counted while unpacking, because an archive may lie about them."""
    files: list[BundleFile] = []
    left = limit
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir() and not _is_clutter(entry.filename)]
            if len(entries) > MAX_ENTRIES:
                raise BundleTooLarge(file=name, entries=MAX_ENTRIES, limit=limit // 1024)
            for entry in entries:
                if entry.compress_type not in METHODS or entry.flag_bits & 0x1:
                    raise BadArchive(file=name)
                with archive.open(entry) as source:
                    data = source.read(left + 1)
                left -= len(data)
                if left < 0:
                    raise BundleTooLarge(file=name, entries=MAX_ENTRIES, limit=limit // 1024)
                files.append(BundleFile(_inner_path(entry.filename), data))
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError, ValueError) as error:
        raise BadArchive(file=name) from error
    return files


def _is_clutter(path: str) -> bool:
    """What packing programs add by themselves."""
    return path.startswith("__MACOSX/") or PurePosixPath(path).name.startswith(".")


def _inner_path(path: str) -> str:
    """Relative, without ways out of the bundle."""
    return "/".join(part for part in PurePosixPath(path.replace("\\", "/")).parts if part not in ("/", "..", "."))
