"""Parameters that several resources take."""

from typing import Annotated

from fastapi import Path, Query

LARGEST_INTEGER = 2**31 - 1
NO_NUL = r"^[^\x00]*$"

ProcessKey = Annotated[
    str, Path(alias="key", min_length=1, max_length=200, pattern=NO_NUL, examples=["pindah-instansi"])
]
Number = Annotated[int, Path(ge=0, le=LARGEST_INTEGER)]
Search = Annotated[str, Query(max_length=100, pattern=NO_NUL, description="Part of a name, a title or a number.")]
OfProcess = Annotated[str | None, Query(max_length=200, pattern=NO_NUL, description="Key of a process.")]
After = Annotated[str | None, Query(max_length=200, pattern=NO_NUL, description="`next` of the page before.")]
Limit = Annotated[int, Query(ge=1, le=200, description="How many at most.")]
