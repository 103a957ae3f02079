"""What every answer says to the browser about safety, and how much a request may send."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "object-src 'none'; frame-ancestors 'none'; form-action 'self'; base-uri 'none'"
)

DRAIN_FACTOR = 8
"""How many times the limit is read and thrown away, so that a browser gets the answer and not a broken connection."""


class SecurityHeaders:
    """Sets the headers on every answer. Plain ASGI: it does not buffer."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self.app = app
        self.headers = {
            "Content-Security-Policy": CONTENT_SECURITY_POLICY,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        }
        if https:
            self.headers["Strict-Transport-Security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and add the headers when the answer begins."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self.headers)
            await send(message)

        await self.app(scope, receive, send_with_headers)


class TooLarge(HTTPException):
    """The body is larger than the installation accepts."""

    def __init__(self, limit: int) -> None:
        super().__init__(413)
        self.limit = limit


class RequestLimit:
    """Refuses bodies above `limit` bytes with 413 while they arrive, whatever their headers claim."""

    def __init__(self, app: ASGIApp, *, limit: int) -> None:
        self.app = app
        self.limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and count what is read of the body."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "")
        announced = int(declared) if declared.isascii() and declared.isdigit() else 0
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self.limit or announced > self.limit:
                await self._drain(message, receive, received)
                raise TooLarge(self.limit)
            return message

        await self.app(scope, counted, send)

    async def _drain(self, message: Message, receive: Receive, received: int) -> None:
        while message.get("more_body") and received <= self.limit * DRAIN_FACTOR:
            message = await receive()
            received += len(message.get("body", b""))
