"""Parameters that several resources take."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query

LARGEST_INTEGER = 2**31 - 1
NO_NUL = r"^[^\x00]*$"

ProcessKey = Annotated[
    str, Path(alias="key", min_length=1, max_length=200, pattern=NO_NUL, examples=["pindah-instansi"])
]
Number = Annotated[int, Path(ge=0, le=LARGEST_INTEGER)]
Version = Annotated[int, Path(ge=1, le=LARGEST_INTEGER)]
Search = Annotated[str, Query(max_length=100, pattern=NO_NUL, description="Part of a name, a title or a number.")]
OfProcess = Annotated[str | None, Query(max_length=200, pattern=NO_NUL, description="Key of a process.")]
After = Annotated[str | None, Query(max_length=200, pattern=NO_NUL, description="`next` of the page before.")]
OfVersion = Annotated[int | None, Query(ge=1, le=LARGEST_INTEGER, description="Version of the process.")]
AtElement = Annotated[str | None, Query(max_length=200, pattern=NO_NUL, description="Where; needs `process`.")]
OfAgency = Annotated[str | None, Query(max_length=64, pattern=NO_NUL, description="Code of an agency.")]
HeldBy = Annotated[UUID | None, Query(description="Person who holds a task.")]
OlderThanDays = Annotated[int | None, Query(ge=0, le=36_500, description="At least so many days old.")]
Limit = Annotated[int, Query(ge=1, le=200, description="How many at most.")]
