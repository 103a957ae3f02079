"""Files that the browser keeps: their addresses change with their content."""

import mimetypes
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOR_A_YEAR = "public, max-age=31536000, immutable"
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))


class StaticFolder(StaticFiles):
    """Serves a folder; of files with a compressed sibling, the one that the browser accepts."""

    def __init__(self, folder: Path) -> None:
        super().__init__(directory=folder)
        self.folder = folder

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, its compressed sibling, or 404."""
        accepted = {name.split(";")[0].strip() for name in Headers(scope=scope).get("accept-encoding", "").split(",")}
        for encoding, suffix in ENCODINGS:
            if encoding in accepted and self.lookup_path(path + suffix)[1]:
                response = await super().get_response(path + suffix, scope)
                response.headers["Content-Encoding"] = encoding
                response.headers["Content-Type"] = mimetypes.guess_type(path)[0] or "application/octet-stream"
                break
        else:
            response = await super().get_response(path, scope)
        if response.status_code in (200, 206, 304):
            response.headers["Cache-Control"] = FOR_A_YEAR
            response.headers["Vary"] = "Accept-Encoding"
        return response
