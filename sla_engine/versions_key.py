"""By what calendars are shared: the versions of a schedule, compared by what they say; used by ``worktime``."""

from __future__ import annotations

from typing_extensions import override

from events.values.timetable_versions import TimetableVersions


class Key:
    """Versions compared by what they say; what one edit left as it was is the same object, and compared at a glance."""

    def __init__(self, versions: TimetableVersions) -> None:
        self.versions = versions
        # Of the last version alone: reading every exception of every version takes longer than measuring.
        since, latest = versions.versions[-1]
        self._hash = hash((len(versions.versions), since, latest.zone, latest.week, len(latest.exceptions)))

    @override
    def __hash__(self) -> int:
        return self._hash

    @override
    def __eq__(self, other: object) -> bool:
        return isinstance(other, Key) and (self.versions is other.versions or self.versions == other.versions)
