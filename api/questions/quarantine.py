"""Questions about messages that became no ticket: what waits and why, the original; and that somebody dealt with it."""

from __future__ import annotations

from typing import ClassVar

import msgspec

from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.asking import question
from api.questions.paging.whole import place_of, written
from api.questions.refusals import NoSuchThing
from connectors.storage.shelves.quarantine import Quarantine, Quarantined
from events.values.people import Viewer


class QuarantineWanted(msgspec.Struct, frozen=True, kw_only=True):
    """Only entries behind one, and so many."""

    older: ClassVar[str] = "after"
    after: int = 0
    cursor: str | None = None
    limit: int = 100


class QuarantineList(msgspec.Struct, frozen=True):
    """Messages that wait for a person, in the order in which they came."""

    entries: list[Quarantined]
    next_cursor: str | None = None


class Released(msgspec.Struct, frozen=True):
    """An entry that somebody has dealt with; ``is_new``: now, and not before."""

    entry: Quarantined
    is_new: bool


@question("list-quarantine")
def list_quarantine(desk: Desk, _viewer: Viewer, wanted: QuarantineWanted) -> Answer[QuarantineList]:
    """Those that nobody has released: they belong to no team yet, and are for those who see every ticket."""
    after = wanted.after if wanted.cursor is None else place_of(wanted.cursor, int)
    found = Quarantine(desk.database).waiting(wanted.limit + 1, after)
    shown = found[: wanted.limit]
    return Answer(QuarantineList(shown, written(shown[-1].entry_id) if len(found) > len(shown) else None))


@question("read-quarantined")
def read_quarantined(desk: Desk, _viewer: Viewer, number: int) -> Answer[Quarantined]:
    """One entry, released or not."""
    return Answer(_entry(desk, number))


@question("read-quarantined-original")
def read_original(desk: Desk, _viewer: Viewer, number: int) -> Answer[bytes]:
    """The message byte for byte, as it came."""
    _entry(desk, number)
    return Answer(Quarantine(desk.database).original(number) or b"")


@question("release-quarantined")
def release(desk: Desk, viewer: Viewer, number: int) -> Answer[Released]:
    """A person has dealt with it: it leaves the list, and the original stays. Released before: nothing happens."""
    _entry(desk, number)
    is_new = Quarantine(desk.database).release(number, by=viewer.actor, at=desk.clock.now())
    return Answer(Released(_entry(desk, number), is_new))


def _entry(desk: Desk, number: int) -> Quarantined:
    found = Quarantine(desk.database).entry(number)
    if found is None:
        raise NoSuchThing
    return found
