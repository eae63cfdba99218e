"""What every command has that may change what a source outside owns; used by commands on people and org units."""

from __future__ import annotations

from aggregates.feeding import Editor
from commands.command import Command, UnitOfWork
from commands.fields import Note
from commands.refusals import NotAllowed
from events.values.people import Source


class Edit(Command, frozen=True, kw_only=True):
    """A change that a source may forbid: ``force`` insists by hand, ``note`` says why, ``by_source`` is the source."""

    force: bool = False
    note: Note = ""
    by_source: Source | None = None


def editor(edit: Edit, work: UnitOfWork) -> Editor:
    """Who makes the change; only the desk and technologists speak for a source."""
    if edit.by_source is not None:
        refuse_to_feed(work, field="by_source")
    return Editor(by_source=edit.by_source, force=edit.force, note=edit.note)


def refuse_to_feed(work: UnitOfWork, *, field: str) -> None:
    """What a source may do is the technologist's to say (row 72b)."""
    if work.viewer.actor.kind == "person" and "technologist" not in work.viewer.groups:
        raise NotAllowed(field=field)
