"""The card of a ticket: the conversation, what can be done next, its clocks, and all that is known of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
from fastapi import Response
from msgspec import UNSET

from api.console.asked import Asked
from api.console.card.panels import beside
from api.console.offered.lists import standing_teams, ticket_types
from api.console.rendering import page
from api.console.times import ShownClock, Standing
from api.pictures.clocks import CLOCKS as CLOCK_NAMES
from api.questions.at_hand.templates import TemplateLine, TemplatesWanted, list_templates
from api.questions.live import looked as marks
from api.questions.ticket import card as ticket_card
from api.questions.ticket import clocks, pages
from api.questions.ticket.card import TimelineWanted
from api.questions.ticket.clocks import ClockView, ExplanationWanted
from commands.catalogue import may_issue
from commands.permissions import READERS, may_take, may_work_on
from events.values.identity import PersonId, TeamId
from events.values.lifecycle import Transition
from events.values.people import Responsible, Viewer
from events.values.text import Text
from events.values.ticket import (
    CLOCKS,
    CLOSED,
    DECLINED,
    IN_PROGRESS,
    LEVELS,
    MERGED,
    ON_APPROVAL,
    ON_HOLD,
    REOPENED,
    RESOLVED,
    Status,
)
from events.values.ticket_type import AttributeDefinition

MOST_ENTRIES, MOST_TEMPLATES = 500, 30
LIKELY = (IN_PROGRESS, RESOLVED, ON_HOLD)
OF_THEIR_OWN = frozenset({MERGED, ON_APPROVAL})
"""Statuses that a ticket comes to by an act that says more: into which ticket, who is asked."""
DEEDS: Mapping[str, Text] = {
    IN_PROGRESS: Text("Начать работу", "Begin the work"),
    ON_HOLD: Text("Отложить", "Put on hold"),
    RESOLVED: Text("Решить", "Resolve"),
    CLOSED: Text("Закрыть", "Close"),
    REOPENED: Text("Возобновить", "Reopen"),
    DECLINED: Text("Отклонить", "Decline"),
}
"""What one does to bring a ticket there; to a status of the desk's own a button says its name."""


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """A way out of the status that a ticket stands in, as a button; ``asks`` is what must be said on it."""

    to: str
    name: str
    asks: tuple[str, ...]


class NamedClock(NamedTuple):
    """One of the two clocks of a card."""

    name: str
    clock: ShownClock


def card(asked: Asked, ref: str) -> Response:
    """A card by itself, or beside the list."""
    return page(asked, "ticket/card_page.html", card=shown(asked, ref))


def shown(asked: Asked, ref: str) -> dict[str, object]:
    """All that a card shows; looking at it is noted."""
    desk, viewer, position = asked.desk, asked.viewer, asked.min_position
    found = ticket_card.read_ticket(desk, viewer, ref, position).value
    marks.keep(desk, viewer, marks.looked_at(desk, viewer, ref, found.version))
    entries = whole_conversation(asked, ref).entries
    is_staff = viewer.is_staff and viewer.actor.id != found.requester_id
    types = {one.code: one for one in ticket_types(asked)}
    kind = types.get(found.type)
    known = standing_teams(asked) if may_issue(viewer, "assign-ticket") else []
    own_teams = [team for team in known if viewer.actor.id in team.members]
    only_reads = _only_reads(viewer, found.requester_id, found.team_id)
    is_over = kind is not None and found.status in kind.known and kind.known[found.status].is_final
    ways = () if kind is None else tuple(_ways(asked, kind.definition.lifecycle.ways_from(found.status),
                                               kind.known, found.requester_id))  # fmt: skip
    return {
        "ticket": found,
        "entries": entries,
        "ways": ways,
        "attributes": []
        if kind is None
        else [one for one in kind.definition.attributes if one.code in found.attributes],
        "attribute_names": {} if kind is None else _choices(asked, kind.definition.attributes),
        "clocks": _clocks(asked, ref, found.number),
        "levels": [(level, asked.told(asked.level_name(level))) for level in LEVELS],
        "level": asked.told(asked.level_name(found.priority)),
        "teams": known,
        "may_take": bool(own_teams) and may_issue(viewer, "take-ticket"),
        "take_in": own_teams if len(own_teams) > 1 and found.team_id not in {one.team_id for one in own_teams} else [],
        "templates": _templates(asked),
        "may": lambda name: may_issue(viewer, name),
        "is_staff": is_staff,
        "only_reads": only_reads
        and not any(viewer.actor.id in stage.approvers for one in found.approvals for stage in one.stages)
        and viewer.actor.id not in {one.person_id for one in found.in_copy},
        "is_mine": found.responsible_id == viewer.actor.id,
        "is_over": is_over,
        # Of a ticket that is over one still tells the time spent, its tags, links and people.
        "tends": is_staff and not only_reads,
        "works": is_staff and not only_reads and not is_over,
        **beside(asked, found, is_staff=is_staff or only_reads),
    }


def whole_conversation(asked: Asked, ref: str) -> ticket_card.Timeline:
    """All that was said and done, page by page: the newest stands at the end and must not be missed."""
    entries, cursor, is_first = [], None, True
    while is_first or cursor is not None:
        wanted = TimelineWanted(ref=ref, limit=MOST_ENTRIES, cursor=cursor)
        one = ticket_card.read_timeline(asked.desk, asked.viewer, wanted, asked.min_position).value
        entries += one.entries
        cursor, is_first = one.next_cursor, False
    return ticket_card.Timeline(entries)


def _choices(asked: Asked, attributes: Sequence[AttributeDefinition]) -> dict[str, dict[str, str]]:
    """How people read the values of attributes that are chosen from a list."""
    return {one.code: {choice.code: asked.told(choice.name) for choice in one.choices} for one in attributes}


def _only_reads(viewer: Viewer, requester: UUID, team: UUID | None) -> bool:
    """Whether a ticket is shown to them for reading alone: they are auditors and do not work on it."""
    responsible = None if team is None else Responsible(TeamId(team))
    return not READERS.isdisjoint(viewer.groups) and not may_work_on(viewer, PersonId(requester), responsible)


def why(asked: Asked, ref: str) -> Response:
    """Why the clocks stand where they do: as a picture, and to the second in sentences."""
    found = clocks.explain_sla(
        asked.desk, asked.viewer, ExplanationWanted(ref=ref, with_terms=True), asked.min_position
    )
    return page(
        asked,
        "ticket/why.html",
        ref=ref,
        number=found.value.number,
        explained=found.value.in_seconds(),
        terms=found.value.terms,
        clock_names=CLOCK_NAMES,
        standing=_standing(asked, ref, found.value.number),
    )


def _ways(asked: Asked, ways: list[Transition], known: Mapping[str, Status], requester: UUID) -> list[Way]:
    open_ways = [way for way in ways if may_take(asked.viewer, way, PersonId(requester))]
    found = [
        Way(
            to=way.enters,
            name=asked.told(DEEDS.get(way.enters, known[way.enters].name)),
            asks=tuple(sorted(way.requires)),
        )
        for way in open_ways
        if way.enters in known and way.enters not in OF_THEIR_OWN
    ]
    return sorted(found, key=lambda way: LIKELY.index(way.to) if way.to in LIKELY else len(LIKELY))


def _clocks(asked: Asked, ref: str, number: int) -> list[NamedClock]:
    return [NamedClock(asked.told(CLOCK_NAMES[which]), one) for which, one in _standing(asked, ref, number).items()]


def _standing(asked: Asked, ref: str, number: int) -> dict[str, ShownClock]:
    found = clocks.read_sla(asked.desk, asked.viewer, ref, asked.min_position).value
    # When working time goes on, the list's line knows.
    wanted = pages.TicketsWanted(numbers=[str(number)], clocks=True, limit=1)
    lines = pages.list_tickets(asked.desk, asked.viewer, wanted, asked.min_position).value.tickets
    line = {} if not lines or lines[0].clocks is UNSET else lines[0].clocks
    return {
        which: _shown(asked, getattr(found, which), None if which not in line else line[which].resumes_at)
        for which in CLOCKS
    }


def _shown(asked: Asked, view: ClockView, resumes_at: datetime | None) -> ShownClock:
    return asked.times.clock(
        Standing(view.state, view.is_running, view.left_s, view.overrun_s, view.due_at, resumes_at, view.target_s)
    )


def _templates(asked: Asked) -> list[TemplateLine]:
    """Reply templates that whoever asks may use, the most used first."""
    if not asked.may("list-reply-templates"):
        return []
    return list_templates(asked.desk, asked.viewer, TemplatesWanted()).value.templates[:MOST_TEMPLATES]
