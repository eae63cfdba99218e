"""What somebody is told of: mentions, what they were given, words on what is theirs, time that came; for doors."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import msgspec

from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.asking import question
from api.questions.refusals import InvalidField
from api.questions.wishes import foreign_cursor, known_codes
from connectors.storage.live.notices import muted_by
from events.values.people import Viewer
from events.values.text import Text
from projections.kit.page_cursor import CursorIsForeign
from projections.kit.reads import views_of
from projections.ticket.notices import pages
from projections.ticket.notices.pages import KINDS, WORDS, NoticeFilter, NoticeKind, NoticePage

_NOTICES = views_of(pages.of_person)


class NoticesWanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which notices, from where on."""

    unread: bool = False
    kinds: list[str] = []
    cursor: str | None = None
    limit: int = 50


class UnreadNotices(msgspec.Struct, frozen=True):
    """How many are unread; it stops at 1,000."""

    unread: int


class OfKind(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of notice, and whether one wants to hear of it."""

    kind: NoticeKind
    what: Text
    is_muted: bool


class NoticeSettings(msgspec.Struct, frozen=True):
    """All kinds there are."""

    kinds: list[OfKind]


@question("list-notices", _NOTICES)
def list_notices(desk: Desk, viewer: Viewer, wanted: NoticesWanted) -> Answer[NoticePage]:
    """The newest first, of the last 90 days; what one does not see any more is not among them."""
    kinds = tuple(part.strip() for one in wanted.kinds for part in one.split(",") if part.strip())
    known_codes("kind", kinds, KINDS)
    with desk.database.snapshot() as db:
        asked = NoticeFilter(unread=wanted.unread, kinds=frozenset(kinds), muted=muted_by(db, viewer.actor.id))
        try:
            page = pages.of_person(db, viewer, asked, now=desk.clock.now(), after=wanted.cursor, limit=wanted.limit)
        except CursorIsForeign as error:
            raise foreign_cursor("cursor") from error
    return Answer(page)


@question("count-notices", _NOTICES)
def count_notices(desk: Desk, viewer: Viewer, _: None) -> Answer[UnreadNotices]:
    """For the bell above a page."""
    with desk.database.snapshot() as db:
        return Answer(
            UnreadNotices(pages.unread(db, viewer, muted_by(db, viewer.actor.id), now=desk.clock.now())),
        )


@question("read-notice-settings")
def read_settings(desk: Desk, viewer: Viewer, _: None) -> Answer[NoticeSettings]:
    """Of what one is told, and of what not."""
    with desk.database.snapshot() as db:
        muted = muted_by(db, viewer.actor.id)
    return Answer(
        NoticeSettings([OfKind(kind=kind, what=words, is_muted=kind in muted) for kind, words in WORDS.items()])  # type: ignore[arg-type] # all of them
    )


def checked_kinds(kinds: Collection[str]) -> tuple[str, ...]:
    """Kinds that there are; raises ``InvalidField``."""
    known_codes("muted", kinds, KINDS)
    return tuple(dict.fromkeys(kinds))


def up_to(now: datetime, until: datetime | None) -> datetime:
    """Until when all is read: not beyond now, or what comes would be read before it is there."""
    if until is not None and until.tzinfo is None:
        raise InvalidField(
            field="until",
            reason_ru="у времени нужен часовой пояс, например 2026-03-02T09:00:00+03:00.",
            reason_en="the instant needs an offset, such as 2026-03-02T09:00:00+03:00.",
        )
    return now if until is None else min(now, until)
