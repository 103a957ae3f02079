"""Archives: what comes out of them, and which ones are not opened."""

import io
import struct
import zipfile

import pytest

from engine.bundles.files import MOST_BYTES, MOST_FILES, ArchiveRefused, BundleFile, read_archive


def an_archive(files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def encrypted(data: bytes) -> bytes:
    """The archive with the mark that its files are encrypted."""
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.index(signature) + offset
        data = data[:place] + struct.pack("<H", 1) + data[place + 2 :]
    return data


def test_files_come_out_with_their_paths() -> None:
    archive = an_archive({"proses/a.bpmn": b"a", "bundle.toml": b"b", "kosong/": b""})

    assert read_archive(archive) == (BundleFile("proses/a.bpmn", b"a"), BundleFile("bundle.toml", b"b"))


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("../../etc/a.bpmn", "etc/a.bpmn"),
        ("/etc/a.bpmn", "etc/a.bpmn"),
        ("..\\..\\a.bpmn", "a.bpmn"),
        ("./x/../a.bpmn", "x/a.bpmn"),
        ("..", "file"),
    ],
)
def test_names_that_lead_out_of_the_archive_are_names_only(name: str, path: str) -> None:
    (file,) = read_archive(an_archive({name: b"x"}))

    assert file.path == path


def test_a_bomb_is_not_unpacked() -> None:
    bomb = an_archive({"a.bpmn": b"\0" * (MOST_BYTES + 1)})

    assert len(bomb) < 100_000
    with pytest.raises(ArchiveRefused, match="bytes unpacked"):
        read_archive(bomb)


def test_a_bomb_of_many_files_is_not_unpacked() -> None:
    half = b"\0" * (MOST_BYTES // 2 + 1)

    with pytest.raises(ArchiveRefused, match="bytes unpacked"):
        read_archive(an_archive({"a.bpmn": half, "b.bpmn": half}))


def test_too_many_files_are_refused() -> None:
    with pytest.raises(ArchiveRefused, match="files"):
        read_archive(an_archive({f"{number}.form": b"" for number in range(MOST_FILES + 1)}))


def damaged() -> dict[str, bytes]:
    good = an_archive({"a.bpmn": bytes(range(256)) * 40})
    return {
        "empty": b"",
        "no archive": b"PK\x03\x04" + b"x" * 99,
        "cut off": good[: len(good) // 2],
        "changed": good[:60] + bytes(40) + good[100:],
        "encrypted": encrypted(good),
    }


@pytest.mark.parametrize("data", damaged().values(), ids=damaged().keys())
def test_what_cannot_be_read_is_refused(data: bytes) -> None:
    with pytest.raises(ArchiveRefused):
        read_archive(data)


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_damaged_archive_of_any_compression_is_refused(compression: int) -> None:
    good = an_archive({"a.bpmn": bytes(range(256)) * 40}, compression)

    with pytest.raises(ArchiveRefused):
        read_archive(good[:50] + bytes(30) + good[80:])
