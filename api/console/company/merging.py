"""Two cards of one person: who they may be, and what would follow from one to the other before it does."""

from __future__ import annotations

from fastapi import Response

from aggregates.person import NoSuchPerson
from api.console.asked import Asked
from api.console.rendering import page
from api.questions.person import merging
from api.questions.person.cards import CardWanted, read_person
from api.questions.person.merging import DuplicatesWanted, MergeWanted
from api.questions.references import person_ref
from events.values.people import GROUP_NAMES

A_PAGE = 50


def duplicates(asked: Asked) -> Response:
    """Whoever shares a telephone, a mailbox or a name with somebody else."""
    wanted = DuplicatesWanted(cursor=asked.wish("cursor") or None, limit=A_PAGE)
    found = merging.list_duplicates(asked.desk, asked.viewer, wanted, asked.min_position).value
    return page(
        asked,
        "company/duplicates.html",
        alike=found.groups,
        more="" if found.next_cursor is None else asked.address(cursor=found.next_cursor),
    )


def before_merge(asked: Asked, ref: str) -> Response:
    """Choose who is kept, then see what follows; the order itself stands below."""
    person_id, into = person_ref(asked.desk, asked.viewer, ref), asked.wish("into").strip()
    person = read_person(asked.desk, asked.viewer, CardWanted(ref=person_id), asked.min_position).value.person
    preview, refusal = None, None
    try:
        if into:
            wanted = MergeWanted(ref=person_id, into=person_ref(asked.desk, asked.viewer, into, field="into"))
            preview = merging.preview_merge(asked.desk, asked.viewer, wanted, asked.min_position).value
    except NoSuchPerson as refused:
        refusal = asked.told(refused.text)
    return page(
        asked,
        "company/merge.html",
        person=person,
        preview=preview,
        into=into,
        refusal=refusal,
        groups=[] if preview is None else [asked.told(GROUP_NAMES[one]) for one in preview.groups],
    )
