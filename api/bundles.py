"""The files of a bundle as they come in: one by one, or in an archive."""

from collections.abc import Iterable

from api.dependencies import PostedFile
from engine.bundles.files import BundleFile, read_archive, safe_path
from engine.errors import InvalidInput
from engine.model.text import N_


class NoFiles(InvalidInput):
    """Nothing was chosen."""

    code = "bundle_empty"
    message = N_("Choose the files of the process, or one zip archive with all of them.")


def bundle_of(posted: Iterable[PostedFile]) -> list[BundleFile]:
    """The files of the bundle, those of archives unpacked. Raises NoFiles, ArchiveRefused."""
    files: list[BundleFile] = []
    for file in posted:
        archived = file.name.lower().endswith(".zip")
        files += read_archive(file.content) if archived else [BundleFile(safe_path(file.name), file.content)]
    if not files:
        raise NoFiles
    return files
