"""The one database of time zones that the desk reads: that of the pinned package, never the system's files (W4).

Rules of zones change several times a year, and two hosts rarely have the same files. What counts working time must know
what it counts by: the package is pinned with the desk, and ``RULES`` tells its version.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module, resources
from zoneinfo import ZoneInfo

PACKAGE = "tzdata"
OLDEST_RULES = "2026f"
"""The rules that the desk was tested with; older ones miss changes that have come since."""

_NO_ZONES = frozenset({"Factory"})
"""What the database lists and is no zone: its placeholder for a host that was never set up."""
_ONCE_TAKEN = frozenset({"localtime", "Factory", "US/Pacific-New"})
_ONCE_TAKEN_FOLDER = "SystemV/"
"""What desks took for zones while they read the system's files; facts of then keep these names."""


def rules() -> str:
    """The version of the rules, such as 2026f; empty when the package is missing."""
    try:
        return str(import_module(PACKAGE).IANA_VERSION)
    except ModuleNotFoundError:
        return ""


@lru_cache(maxsize=1)
def known_zones() -> frozenset[str]:
    """Every zone by its exact IANA name."""
    listed = resources.files(PACKAGE).joinpath("zones").read_text(encoding="ascii")
    return frozenset(listed.split()) - _NO_ZONES


def was_once_taken(name: str) -> bool:
    """Whether an earlier desk may have stored this name, which is no zone."""
    return name in _ONCE_TAKEN or name.startswith(_ONCE_TAKEN_FOLDER)


@lru_cache(maxsize=1024)
def zone_of(name: str) -> ZoneInfo:
    """The rules of a zone; what is no zone, but stands in facts of earlier desks, reads as UTC."""
    found = name if name in known_zones() else "UTC"
    file = resources.files(PACKAGE).joinpath("zoneinfo", *found.split("/"))
    with file.open("rb") as content:
        return ZoneInfo.from_file(content, key=found)
