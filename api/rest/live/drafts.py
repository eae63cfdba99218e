"""Drafts over HTTP: kept while one writes, found on every machine, gone once they were sent."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from fastapi import Query, Request, Response
from msgspec import Meta

from api.http.body import decoded, object_of
from api.http.door import TheAsker, TheBody, TheDesk, as_json, expected_version
from api.http.swift.laid import Routes
from api.questions.live import drafts
from api.questions.live.drafts import DraftsWanted
from api.rest.commands import Match
from api.rest.encoded import encoded
from api.rest.live.presence import Left
from api.rest.parameters import MinPosition, ThePage
from connectors.storage.live.drafts import DraftWords, Kind
from events.values.ticket import Attachment

router = Routes()

DraftKind = Annotated[Kind, Query(description="What it will be: reply, note, solution or new_ticket.")]
OfTicket = Annotated[str | None, Query(max_length=40, description="The ticket that it is written on: its number.")]
LONGEST = 100_000
"""Characters of a draft: as many as a request may hold of one text."""


class SaveDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was written so far: the text, what a form says beside it, the files that were sent already."""

    text: Annotated[str, Meta(max_length=LONGEST)] = ""
    fields: Annotated[dict[str, Annotated[str, Meta(max_length=LONGEST)]], Meta(max_length=100)] = {}
    files: Annotated[tuple[Attachment, ...], Meta(max_length=50)] = ()


class SavedDraft(msgspec.Struct, frozen=True, kw_only=True):
    """A draft that is kept: name its id in the header Draft of the command that sends it, and it is gone then."""

    draft_id: UUID
    version: int
    changed_at: datetime


@router.put("/drafts", tags=["live"], operation_id="save-draft", summary="Сохранить черновик · Save a draft")
def save_draft(
    request: Request,
    desk: TheDesk,
    asker: TheAsker,
    body: TheBody,
    kind: DraftKind,
    ticket: OfTicket = None,
    match: Match = None,
) -> Response:
    """One a person, ticket and kind. With If-Match only over the version that was seen."""
    del match
    asked = decoded(object_of(body), SaveDraft)
    place = drafts.place_of(desk, asker.viewer, kind, ticket)
    words = DraftWords(text=asked.text, fields=asked.fields, files=asked.files)
    kept = drafts.save(desk, asker.viewer, place, words, expected_version(request))
    saved = SavedDraft(draft_id=kept.draft_id, version=kept.version, changed_at=kept.changed_at)
    return as_json(saved, headers={"ETag": f'"{kept.version}"'})


@router.get("/drafts", tags=["live"], operation_id="list-drafts", summary="Мои черновики · My drafts")
def list_drafts(
    desk: TheDesk, asker: TheAsker, page: ThePage, ticket: OfTicket = None, min_position: MinPosition = None
) -> Response:
    """One's own alone, what was written last first: which tickets have one, and what it says."""
    wanted = DraftsWanted(ticket=ticket, cursor=page.cursor, limit=page.limit)
    return encoded(drafts.list_drafts(desk, asker, wanted, min_position))


@router.delete("/drafts", tags=["live"], operation_id="drop-draft", summary="Выбросить черновик · Throw a draft away")
def drop_draft(desk: TheDesk, asker: TheAsker, kind: DraftKind, ticket: OfTicket = None) -> Response:
    """What was written is gone for good."""
    return as_json(Left(left=desk.drafts.drop(drafts.own_place(asker.viewer, kind, ticket))))
