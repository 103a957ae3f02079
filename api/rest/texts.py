"""Sentences for programs: English, with times in the zone of the installation."""

from typing import Annotated

from fastapi import Depends

from api.dependencies import TheRuntime
from api.formatting import Formatter
from api.languages import SOURCE_LANGUAGE


async def english(runtime: TheRuntime) -> Formatter:
    """Writes the sentences of the engine."""
    return Formatter(SOURCE_LANGUAGE, runtime.settings.time_zone)


English = Annotated[Formatter, Depends(english)]
