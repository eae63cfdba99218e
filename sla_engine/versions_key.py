"""By what calendars are shared: the versions of a schedule, compared by what they say; used by ``worktime``."""

from __future__ import annotations

from events.values.timetable_versions import TimetableVersions


class Key:
    """Versions compared by what they say; exceptions and hours are tuples, so the hash is stable."""

    def __init__(self, versions: TimetableVersions) -> None:
        self.versions = versions
        self._hash = hash(versions)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Key) and (self.versions is other.versions or self.versions == other.versions)
