"""What a page says after something was done: named in its address, so that loading it again is harmless."""

from collections.abc import Mapping

from starlette.requests import Request

from api.languages import catalog
from api.pages.addresses import own_address
from api.templating import reader_of
from engine.model.text import N_

MESSAGES: Mapping[str, str] = {
    "claimed": N_("The task is yours now."),
    "released": N_("The task is back with the team."),
    "draft": N_("Your draft is saved."),
    "started": N_("The case has been started."),
    "deployed": N_("The process has been deployed."),
    "retried": N_("It is being tried again."),
    "edited": N_("The values are changed, and it is being tried again."),
    "suspended": N_("The case is suspended. Nothing in it goes on until it is resumed."),
    "resumed": N_("The case goes on."),
    "skipped": N_("The element has been passed over."),
    "moved": N_("The token has been moved."),
    "changed": N_("The data of the case has been changed."),
    "reverted": N_("The case is back in the version before."),
    "cancelled": N_("The case has been cancelled."),
    "reassigned": N_("The task has been given over."),
    "due": N_("The due time has been changed."),
    "repeats": N_("It is repeated from now on."),
    "repeats_no_more": N_("It is paused. Nothing is started until it is resumed."),
    "calendar": N_("The calendar counts from now on. Open due times that count working days follow."),
    "store_corrected": N_("The data store is corrected."),
    "batch_pause": N_("It is paused. The item that is at work is finished first."),
    "batch_resume": N_("It goes on."),
    "batch_stop": N_("It is stopped. The item that is at work is finished first."),
    "batch_retry": N_("What failed is being tried again."),
    "closed": N_("The process is closed to new cases. What runs goes on."),
    "reopened": N_("The process is open to new cases again."),
}

PARAMETER = "said"


def said_in(request: Request) -> str | None:
    """The message for this page, in the reader's language."""
    message = MESSAGES.get(request.query_params.get(PARAMETER, ""))
    return catalog(reader_of(request).language).gettext(message) if message else None


def saying(address: str, name: str) -> str:
    """`address` with the message `name`."""
    path, _, query = own_address(address).partition("?")
    kept = [part for part in query.split("&") if part and not part.startswith(f"{PARAMETER}=")]
    return f"{path}?{'&'.join([*kept, f'{PARAMETER}={name}'])}"
