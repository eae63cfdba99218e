"""A schedule's edits as bytes, each as long as what it changes, and the timetables they add up to; for read models."""

from __future__ import annotations

from itertools import takewhile
from typing import get_args

import msgspec

from events.folds.schedule import HoursFact, revision, timetables_after
from events.service_schedule import ScheduleRevised
from events.values.timetable_versions import TimetableVersions

# Sets in one order in every process: the same facts give the same bytes.
_ENCODER = msgspec.json.Encoder(order="deterministic")
_CHANGE = msgspec.json.Decoder(tuple[str, msgspec.Raw])
"""An edit of a schedule as it is kept: the kind of fact, and the fact."""
_OF_KIND: dict[str, msgspec.json.Decoder[HoursFact]] = {
    kind.__name__: msgspec.json.Decoder(kind) for kind in get_args(HoursFact)
}

_MOST_HELD = 256
_held: dict[bytes, tuple[tuple[bytes, ...], tuple[TimetableVersions, ...]]] = {}
"""The first change of a schedule, which names it -> its changes as they were read last, and what each led to."""


def as_kept(fact: HoursFact, before: TimetableVersions | None) -> tuple[bytes, HoursFact]:
    """An edit as it is kept and read again; a whole timetable of an earlier desk as what it changed.

    One that keeps something already says what it changed: its yearly holidays, which it does not repeat, are not gone.
    """
    if before is not None and isinstance(fact, ScheduleRevised) and not (fact.keeps_exceptions or fact.keeps_yearly):
        fact = revision(before.latest, fact.schedule_id, fact.timetable, fact.effective_from)
    return _ENCODER.encode((type(fact).__name__, fact)), fact


def timetables(changes: tuple[bytes, ...]) -> tuple[TimetableVersions, ...]:
    """A schedule after each of its changes, oldest first; only those that nobody asked for before are folded.

    Every reader asks for the same few schedules, most often with one edit more than the last time. What is held is
    replaced whole: threads that read at once give the same answer, and at worst fold the same edit twice.
    """
    known, states = _held.get(changes[0], ((), ()))
    if known[: len(changes)] == changes:
        return states[: len(changes)]
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(known, changes, strict=False)))
    found = list(states[:same])
    for change in changes[same:]:
        kind, told = _CHANGE.decode(change)
        found.append(timetables_after(found[-1] if found else None, _OF_KIND[kind].decode(told)))
    if len(_held) >= _MOST_HELD:
        _held.clear()
    _held[changes[0]] = changes, tuple(found)
    return tuple(found)
