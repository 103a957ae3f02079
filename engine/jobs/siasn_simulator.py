"""SIMULATION of SIASN, the national personnel system of BKN: profiles from our own table, for demonstrations.

Its answers say so in `sumber`. The real interface is not public; nothing here imitates its protocol.
"""

import sqlalchemy as sa

from engine.errors import NotFound
from engine.model.data import ProcessData
from engine.model.text import N_
from engine.runtime import Runtime
from engine.store.codec import load
from engine.store.tables import siasn_profile

PROFILE_UNKNOWN = "PROFIL_TIDAK_DITEMUKAN"
"""Error code that a boundary event of the model may catch."""
SOURCE = "SIMULASI SIASN"


class ProfileUnknown(NotFound):
    """The personnel system has nobody with that number."""

    code = "profile_unknown"
    message = N_("The personnel system knows nobody with this NIP. Check the number in the proposal.")


def look_up(runtime: Runtime, nip: str) -> ProcessData:
    """The profile of the employee with this NIP (18 digits). Raises ProfileUnknown."""
    digits = "".join(character for character in nip if character.isdigit())
    with runtime.database.begin() as work:
        text = work.connection.scalar(sa.select(siasn_profile.c.profile).where(siasn_profile.c.nip == digits))
    if text is None:
        raise ProfileUnknown
    profile: ProcessData = load(text)
    return {**profile, "sumber": SOURCE}
