"""The time zones of Indonesia, which has no summer time (Keppres 41/1987)."""

from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from engine.errors import InvalidInput
from engine.model.text import N_

LABELS = {"Asia/Jakarta": "WIB", "Asia/Pontianak": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}


class ZoneUnknown(InvalidInput):
    """There is no time zone of that name."""

    code = "zone_unknown"
    message = N_("Expected a time zone like Asia/Jakarta, Asia/Makassar or Asia/Jayapura but found “%(zone)s”.")


@cache
def zone_named(name: str) -> ZoneInfo:
    """The zone with this IANA name. Raises ZoneUnknown."""
    try:
        return ZoneInfo(name)
    except (OSError, ValueError) as error:
        raise ZoneUnknown(zone=name[:64]) from error
    except KeyError as error:
        raise ZoneUnknown(zone=name[:64]) from error


def zone_label(name: str) -> str:
    """What is printed behind a time: WIB, WITA or WIT; the IANA name elsewhere."""
    return LABELS.get(name, name)


def local_date(now: datetime, zone: str) -> date:
    """The date in the zone at the aware instant `now`."""
    return now.astimezone(zone_named(zone)).date()
