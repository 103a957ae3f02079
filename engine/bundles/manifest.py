"""bundle.toml: what a bundle says about itself."""

import tomllib
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from engine.bundles.files import BundleFile, FileKind
from engine.bundles.findings import FileFinding, file_error
from engine.model.text import N_


class Bilingual(BaseModel):
    """A text in Indonesian and English."""

    model_config = ConfigDict(extra="forbid")
    id: str = Field(max_length=300)
    en: str = Field(max_length=300)


class SummaryRow(BaseModel):
    """A line of the summary on the page of a case."""

    model_config = ConfigDict(extra="forbid")
    label: Bilingual
    value: str = Field(pattern="^=", max_length=1000)


class SearchRow(BaseModel):
    """A variable by which supervisors find cases. Its value is kept beside the case: nothing sensitive."""

    model_config = ConfigDict(extra="forbid")
    name: str = Field(min_length=1, max_length=200)
    label: Bilingual


class Manifest(BaseModel):
    """What bundle.toml says. Fields that only people read are allowed and left alone."""

    model_config = ConfigDict(extra="allow")
    key: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=64)
    title: Bilingual | None = None
    owner: str | None = Field(default=None, max_length=64)
    participants: tuple[str, ...] = ()
    legal_basis: tuple[str, ...] = ()
    summary: tuple[SummaryRow, ...] = ()
    searchable: tuple[SearchRow, ...] = Field(default=(), max_length=20)


def read_manifest(files: Iterable[BundleFile], findings: list[FileFinding]) -> Manifest | None:
    """The manifest among the files; None if there is none or it is wrong, which is a finding then."""
    for file in files:
        if file.kind is FileKind.MANIFEST:
            try:
                return Manifest.model_validate(tomllib.loads(file.content.decode()))
            except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
                findings.append(
                    file_error(
                        file.path, "manifest_unreadable", N_("The file is no TOML: %(reason)s"), reason=str(error)
                    )
                )
            except ValidationError as error:
                findings.extend(manifest_findings(file.path, error.errors(include_url=False)))
            return None
    return None


def manifest_findings(path: str, errors: Iterable[Any]) -> Iterator[FileFinding]:
    """A finding for each field of the manifest that is wrong."""
    for error in errors:
        place = ".".join(str(part) for part in error["loc"])
        yield file_error(
            path, "manifest_invalid", N_("%(field)s: %(reason)s. Correct this field."), field=place, reason=error["msg"]
        )
