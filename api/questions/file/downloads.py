"""The question of who looked at which file; for auditors and administrators."""

from __future__ import annotations

from typing import ClassVar

import msgspec

from api.bootstrap import Desk
from api.questions.account.traces import NEWEST
from api.questions.answer import Answer
from api.questions.asking import question
from api.questions.paging.whole import place_of, written
from api.questions.references import person_sought
from api.questions.refusals import InvalidField
from connectors.storage.shelves.downloads import Download
from events.values.people import Viewer
from events.values.ticket import is_digest


class DownloadsWanted(msgspec.Struct, frozen=True, kw_only=True):
    """Whose looks, at the files of which ticket, at which content, older than which, and how many at most."""

    person: str | None = None
    ticket: int | None = None
    sha256: str | None = None
    older: ClassVar[str] = "before"
    before: int = NEWEST
    cursor: str | None = None
    limit: int = 100


class DownloadList(msgspec.Struct, frozen=True):
    """Looks at files, the newest first; ``next_cursor`` leads on to older ones, and so does ``before``."""

    downloads: list[Download]
    before: int | None = None
    next_cursor: str | None = None


@question("list-downloads")
def list_downloads(desk: Desk, viewer: Viewer, wanted: DownloadsWanted) -> Answer[DownloadList]:
    """Each with who, when, what and from where; kept for 400 days."""
    if wanted.sha256 is not None and not is_digest(wanted.sha256):
        raise InvalidField(
            field="sha256",
            reason_ru="нужен SHA-256: 64 шестнадцатеричных цифры строчными буквами.",
            reason_en="a SHA-256 is needed: 64 hexadecimal digits in lower case.",
        )
    found = desk.downloads.page(
        before=wanted.before if wanted.cursor is None else place_of(wanted.cursor, int),
        limit=wanted.limit + 1,
        person_id=None if wanted.person is None else person_sought(desk, viewer, wanted.person, field="person"),
        ticket=wanted.ticket,
        sha256=wanted.sha256,
    )
    shown = found[: wanted.limit]
    last = shown[-1].entry_id if len(found) > len(shown) else None
    return Answer(DownloadList(shown, last, None if last is None else written(last)))
