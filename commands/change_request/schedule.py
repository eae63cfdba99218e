"""Give a change request its window on every service that it touches, and move it on (row 165)."""

from __future__ import annotations

from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import Meta

from aggregates.change_refusals import ChangeHasNoWindow, WindowIsPast
from aggregates.change_request import ChangeRequest
from aggregates.service import Service
from commands import service_windows
from commands.change_request.draft import change, decided
from commands.change_request.freeze import FreezeNote, passed
from commands.command import Command, UnitOfWork, handles
from commands.fields import Body, StatusCode
from commands.service import service_path
from events.values.change import SCHEDULED, Window
from events.values.identity import ChangeId, windows_of

ForceNote = Annotated[
    str, Meta(max_length=2000, description="Why the change holds a service beside another one; empty: it must not.")
]


class ScheduleChange(Command, frozen=True, kw_only=True):
    """Hold a window on all services of an approved change, by default that of its outline; or another one later.

    It lies within the window that was consented to: for another one the change goes back to draft and asks anew.

    A window that overlaps with another change's on the same service, on one above it or below it, is refused, unless a
    note says why both hold it. So is one in a change freeze, unless whoever may pass says why in ``freeze_note``.
    """

    name: ClassVar[str] = "schedule-change"

    change_id: ChangeId
    window: Window | None = None
    force_note: ForceNote = ""
    freeze_note: FreezeNote = ""


@handles(ScheduleChange)
def schedule_change(command: ScheduleChange, work: UnitOfWork) -> UUID:
    """Decided on the services' own streams: of two changes at one instant the second sees the first."""
    found = change(work, command.change_id)
    window = command.window or found.window or found.outline.window
    if window is None:
        raise ChangeHasNoWindow
    note = command.force_note.strip()
    facts = found.schedule(window, note)
    if facts and window.ends_at <= work.at:
        raise WindowIsPast
    if not facts:
        return decided(found, facts, work)
    paths = _touched(work, found)
    reason = passed(work, found, paths, window, command.freeze_note.strip())
    for path in paths:
        service_windows.book(work, path, found, window, note)
    return decided(found, [*reason, *facts], work)


def _touched(work: UnitOfWork, found: ChangeRequest) -> list[list[Service]]:
    """The services of a change, each with what is above it; they and all calendars are loaded in few round trips."""
    work.preload(found.outline.services)
    paths = [service_path(work, service_id) for service_id in found.outline.services]
    work.preload(windows_of(service.service_id) for path in paths for service in path)
    return paths


class MoveChange(Command, frozen=True, kw_only=True):
    """Bring the change request into another status of its life cycle, with what the way asks for."""

    name: ClassVar[str] = "move-change"

    change_id: ChangeId
    to: StatusCode
    reason: Body = ""
    solution: Body = ""


@handles(MoveChange)
def move_change(command: MoveChange, work: UnitOfWork) -> UUID:
    """What is scheduled no longer holds no service: its windows are free for others."""
    found = change(work, command.change_id)
    facts = found.move(command.to, reason=command.reason.strip(), solution=command.solution.strip(), at=work.at)
    if facts and found.status == SCHEDULED:
        for path in _touched(work, found):
            service_windows.free(work, path, found)
    return decided(found, facts, work)
