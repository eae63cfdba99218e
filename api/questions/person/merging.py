"""Questions before two cards are merged: who may be one person, and what would follow."""

from __future__ import annotations

from typing import Literal, cast
from uuid import UUID, uuid4

import msgspec

from aggregates.person import NoSuchPerson
from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.asking import question
from api.questions.paging.whole import place_of, written
from commands.command import Order
from commands.merging.persons import MergePerson
from events.values.identity import CommandId, PersonId
from events.values.people import Group, Viewer
from events.values.refusal import Refusal
from events.values.text import Text
from projections.kit.reads import views_of
from projections.person import directory, duplicates
from projections.person.directory import PersonView
from projections.person.duplicates import Follows

_DUPLICATES = views_of(duplicates.alike, directory.persons)
_PREVIEW = views_of(duplicates.follows, directory.persons)


class Duplicates(msgspec.Struct, frozen=True, kw_only=True):
    """People who share a phone, a mailbox or a name: perhaps one person. ``told`` is what they share.

    ``total`` is how many they are; ``persons`` are the first twenty of them.
    """

    by: Literal["phone", "email", "name"]
    told: str
    total: int
    persons: list[PersonView]


class DuplicateList(msgspec.Struct, frozen=True):
    """Groups of people who may be one."""

    groups: list[Duplicates]
    next_cursor: str | None = None


class DuplicatesWanted(msgspec.Struct, frozen=True, kw_only=True):
    """From where on, and how many groups at most."""

    cursor: str | None = None
    limit: int = 50


class MergeWanted(msgspec.Struct, frozen=True, kw_only=True):
    """Whom to merge into whom."""

    ref: UUID
    into: UUID


class WhyNot(msgspec.Struct, frozen=True, kw_only=True):
    """Why the desk would refuse to merge them."""

    code: str
    field: str
    texts: Text


class MergePreview(msgspec.Struct, frozen=True, kw_only=True):
    """What would follow from the merged one to whoever is kept, and what would be new on that card.

    ``groups`` are those that the kept one would gain. ``refused`` says why it would not be done at all.
    """

    merged: PersonView
    kept: PersonView
    follows: Follows
    drafts: int
    emails: tuple[str, ...]
    phones: tuple[str, ...]
    groups: tuple[Group, ...]
    refused: WhyNot | None


@question("list-duplicates", _DUPLICATES)
def list_duplicates(desk: Desk, _viewer: Viewer, wanted: DuplicatesWanted) -> Answer[DuplicateList]:
    """Who shares a phone, a mailbox or a name with somebody else; who was merged is not among them."""
    with desk.database.snapshot() as db:
        after = None if wanted.cursor is None else place_of(wanted.cursor, tuple[str, str])
        more = duplicates.alike(db, wanted.limit + 1, after=after)
        found = more[: wanted.limit]
        people = directory.persons(db, list({person for one in found for person in one.persons}))
    known = {one.person_id: one for one in people}
    return Answer(
        DuplicateList(
            [
                Duplicates(
                    by=cast("Literal['phone', 'email', 'name']", one.by),
                    told=one.told,
                    total=one.total,
                    persons=[known[person] for person in one.persons if person in known],
                )
                for one in found
            ],
            written((found[-1].by, found[-1].told)) if len(more) > len(found) else None,
        )
    )


@question("preview-merge", _PREVIEW)
def preview_merge(desk: Desk, viewer: Viewer, wanted: MergeWanted) -> Answer[MergePreview]:
    """Decided by the order's own handler, and nothing is stored."""
    with desk.database.snapshot() as db:
        people = {one.person_id: one for one in directory.persons(db, [wanted.ref, wanted.into])}
        if wanted.ref not in people:
            raise NoSuchPerson
        if wanted.into not in people:
            raise NoSuchPerson(field="into")
        follows = duplicates.follows(db, wanted.ref)
        drafts = desk.drafts.count(db, wanted.ref)
    merged, kept = people[wanted.ref], people[wanted.into]
    command = MergePerson(person_id=PersonId(wanted.ref), into_id=PersonId(wanted.into))
    order = Order(command=command, viewer=viewer, at=desk.clock.now(), command_id=CommandId(uuid4()))
    (outcome,) = desk.bus.foretell([order])
    return Answer(
        MergePreview(
            merged=merged,
            kept=kept,
            follows=follows,
            drafts=drafts,
            emails=tuple(one for one in merged.emails if one not in kept.emails),
            phones=tuple(one for one in merged.phones if one not in kept.phones),
            groups=tuple(one for one in merged.groups if one not in kept.groups),
            refused=WhyNot(code=outcome.code(), field=outcome.field, texts=outcome.text)
            if isinstance(outcome, Refusal)
            else None,
        )
    )
