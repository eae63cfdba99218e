"""Questions of files: those of a ticket, and a content for whoever may read it where it stands (row 173)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, NamedTuple
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType
from psycopg import Cursor

from aggregates.person import NoSuchPerson
from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.asking import question
from api.questions.paging.whole import PageOf, page_of
from api.questions.references import article_ref
from api.questions.ticket.card import seen
from commands.attachments import NoSuchFile
from connectors.storage.shelves.sealed_contents import Opened
from events.values.people import Viewer
from events.values.refusal import Refusal
from events.values.ticket import is_digest
from projections.article import pages
from projections.kit import visibility
from projections.kit.reads import views_of
from projections.kit.visibility import TicketSight
from projections.ticket import card as ticket_card
from projections.ticket import files as ticket_files
from projections.ticket import merged as merged_tickets
from projections.ticket.files import FileRow

_ON_TICKET = views_of(ticket_card.sight, merged_tickets.words, ticket_files.on_tickets)
_ANYWHERE = tuple({*_ON_TICKET, *views_of(ticket_files.readable, pages.card)})


class FileIsErased(Refusal):
    """The content of this file was erased together with the details of the person whom it belonged to. Nobody can open
    it any more.
    """  # noqa: D205 - a refusal's message is one paragraph

    kind = "missing"
    ru: ClassVar[str] = (
        "Содержимое этого файла стёрто вместе с данными человека, которому он принадлежал. Открыть его больше нельзя."
    )
    rule: ClassVar[str] = "row 173"


class TicketFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file of a ticket. ``version`` is the entry of the timeline that brought it; ``href`` is where it is read.

    ``ticket_id`` is the ticket that it was sent to: another one, where that was merged into this. ``inline``: a picture
    within the words, which point at it by ``content_id``; told of those alone.
    """

    sha256: str
    name: str
    media_type: str
    size_bytes: int
    at: datetime
    version: int
    ticket_id: UUID
    is_inner: bool
    href: str
    inline: bool | UnsetType = UNSET
    content_id: str | UnsetType = UNSET


class TicketFiles(msgspec.Struct, frozen=True):
    """The files of a ticket that the viewer may read, its own in the order in which they came first."""

    files: list[TicketFile]
    next_cursor: str | None = None


class FileWanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which content is wanted, and on which ticket or article it stands; without one wherever it may be read."""

    sha256: str
    ticket: str | None = None
    article: str | None = None


class ServedFile(NamedTuple):
    """A content that may be read, what it is called there, and where it stands."""

    sha256: str
    name: str
    content: Opened
    ticket: int | None
    about: UUID | None


@question("list-ticket-files", _ON_TICKET)
def list_files(desk: Desk, viewer: Viewer, wanted: PageOf[str]) -> Answer[TicketFiles]:
    """Those of its words that the viewer reads, also of tickets that were merged into it."""
    with desk.database.snapshot() as db:
        ticket_id, sight = seen(db, viewer, wanted.ref, to_approve_at=desk.clock.now())
        rows = _on_ticket(db, viewer, ticket_id, sight)
    page, goes_on = page_of(rows, wanted, lambda row: (row.ticket_id != ticket_id, row.number, row.version, row.place))
    return Answer(TicketFiles([_shown(row, wanted.ref) for row in page], goes_on))


@question("read-file", _ANYWHERE)
def read_file(desk: Desk, viewer: Viewer, wanted: FileWanted) -> Answer[ServedFile]:
    """Whoever reads the words of a ticket reads its files; what one has just sent is one's own to read for a day.

    A digest opens nothing: what is not stored, and what stands out of sight, are refused alike.
    """
    now, digest = desk.clock.now(), wanted.sha256
    if not is_digest(digest):
        raise NoSuchFile(field="sha256")
    if wanted.article is not None:
        return Answer(_of_article(desk, viewer, wanted.article, digest, now), etag=digest)
    with desk.database.snapshot() as db:
        if wanted.ticket is not None:
            ticket_id, sight = seen(db, viewer, wanted.ticket, to_approve_at=now)
            rows = _on_ticket(db, viewer, ticket_id, sight, digest)
        else:
            places = ticket_files.readable(db, viewer, [digest], now).get(digest, [])
            rows = ticket_files.on_tickets(db, [(place.ticket_id, place.is_inner) for place in places], digest)
    return Answer(_served(desk, viewer, digest, rows, now), etag=digest)


def _of_article(desk: Desk, viewer: Viewer, ref: str, digest: str, now: datetime) -> ServedFile:
    """A file of an article, for whoever reads the article."""
    article_id = article_ref(ref)
    with desk.database.snapshot() as db:
        if "knowledge" in desk.hidden_modules(desk.log.at(db)):
            raise NoSuchFile(field="sha256")
        card = pages.card(db, viewer, article_id, today=now.date())
    file = next((one for one in card.files if one.sha256 == digest), None) if card is not None else None
    if file is None:
        raise NoSuchFile(field="sha256")
    content = desk.contents.of_owner(article_id, digest)
    if content is None:
        raise FileIsErased
    return ServedFile(digest, file.name, content, None, article_id)


class CardFileWanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which content is wanted, and on whose card it stands."""

    ref: UUID
    sha256: str


@question("read-person-file")
def read_person_file(desk: Desk, viewer: Viewer, wanted: CardFileWanted) -> Answer[ServedFile]:
    """One's own, or anybody's for those who see every card; asked of the log, so what was withdrawn is gone at once."""
    identity = desk.identities.of(wanted.ref)
    if identity is None or not visibility.sees_person(viewer, wanted.ref):
        raise NoSuchPerson
    file = next((one for one in identity.person.files if one.sha256 == wanted.sha256), None)
    if file is None:
        raise NoSuchFile(field="sha256")
    content = desk.contents.of_owner(wanted.ref, wanted.sha256)
    if content is None:
        raise FileIsErased
    return Answer(ServedFile(wanted.sha256, file.name, content, None, wanted.ref), etag=wanted.sha256)


def _on_ticket(
    db: Cursor[Any], viewer: Viewer, ticket_id: UUID, sight: TicketSight, digest: str | None = None
) -> list[FileRow]:
    wanted = [(ticket_id, sight.inner_read)]
    if sight.takes_in:
        wanted += [(words.ticket.ticket_id, words.inner) for words in merged_tickets.words(db, viewer, ticket_id)]
    return ticket_files.on_tickets(db, wanted, digest)


def _served(desk: Desk, viewer: Viewer, digest: str, rows: Sequence[FileRow], now: datetime) -> ServedFile:
    for row in reversed(rows):
        content = desk.contents.of_owner(row.owner_id, digest)
        if content is not None:
            return ServedFile(digest, row.name, content, row.number, None)
    sent = desk.uploads.of(viewer.actor.id, [digest], now).get(digest)
    if sent is not None and (content := desk.contents.of_content(sent.content_id)) is not None:
        return ServedFile(digest, desk.uploads.name_of(viewer.actor.id, digest), content, None, None)
    if rows:
        raise FileIsErased
    raise NoSuchFile(field="sha256")


def _shown(row: FileRow, ref: str) -> TicketFile:
    return TicketFile(
        sha256=row.sha256,
        name=row.name,
        media_type=row.media_type,
        size_bytes=row.size_bytes,
        at=row.at,
        version=row.version,
        ticket_id=row.ticket_id,
        is_inner=row.is_inner,
        href=f"/api/v1/files/{row.sha256}?ticket={ref}",
        inline=UNSET if row.content_id is None else True,
        content_id=row.content_id or UNSET,
    )
