"""The portal's three screens: ask, answer what the service asks, talk; no clocks and no priorities."""

from __future__ import annotations

from uuid import UUID

import msgspec
from fastapi import Response

from api.console.asked import Asked
from api.console.forms_asked import form_of
from api.console.offered.lists import ticket_types
from api.console.rendering import page
from api.console.ticket.cards import whole_conversation
from api.questions.article.cards import SuggestedWanted, suggest_articles
from api.questions.problem.outages import OutageList, list_outages
from api.questions.rating.cards import TicketSatisfaction, read_satisfaction
from api.questions.refusals import NoSuchThing
from api.questions.service.catalogue import Offer, OffersWanted, read_my_catalogue
from api.questions.ticket import card as ticket_card
from api.questions.ticket import clocks, pages
from api.questions.ticket.pages import TicketsWanted
from events.values.refusal import Refusal
from events.values.text import Text
from events.values.ticket import IN_PROGRESS, NEW, ON_APPROVAL, ON_HOLD, REOPENED, RESOLVED

MOST = 100
DONE = Text("Сделано.", "Done.")
STATES: dict[str, Text] = {
    NEW: Text("Заявка принята, скоро ею займутся.", "We have it, and somebody will see to it soon."),
    IN_PROGRESS: Text("Над заявкой работают.", "Somebody is working on it."),
    ON_HOLD: Text("Ждём: ответа, детали или срока.", "We are waiting: for an answer, a part or a date."),
    ON_APPROVAL: Text("Ждём согласования.", "We are waiting for approval."),
    RESOLVED: Text("Сделано. Помогло?", "Done. Did it help?"),
    REOPENED: Text("Заявка снова в работе.", "It is being worked on again."),
}
"""The state of a request in plain words; a status of the desk's own is told by its name."""
SCORES: dict[int, Text] = {
    5: Text("отлично", "very well"),
    4: Text("хорошо", "well"),
    3: Text("так себе", "so-so"),
    2: Text("плохо", "badly"),
    1: Text("очень плохо", "very badly"),
}
"""What the marks from 1 to 5 mean, the best first."""


def ask(asked: Asked) -> Response:
    """One box, what may help while one types, the catalogue below: all of it where no service is called like that."""
    text = asked.wish("q").strip()
    return page(
        asked,
        "portal/ask.html",
        text=text,
        services=_offered(asked, text) or _offered(asked, ""),
        articles=_suggested(asked, text),
        announced=announced(asked),
    )


def _offered(asked: Asked, text: str) -> list[Offer]:
    services = read_my_catalogue(asked.desk, asked.viewer, OffersWanted(text=text)).value.services
    return [one for one in services if one.can_be_asked]


def announced(asked: Asked) -> OutageList:
    """What people are told does not work; nothing where the module of problems is hidden."""
    try:
        return list_outages(asked.desk, asked.viewer, None, asked.min_position).value
    except Refusal:
        return OutageList([])


def _suggested(asked: Asked, text: str) -> tuple[object, ...]:
    if not text or not asked.may("suggest-articles"):
        return ()
    try:
        return tuple(suggest_articles(asked.desk, asked.viewer, SuggestedWanted(text=text)).value.articles)
    except Refusal:
        # A module that is hidden, words that say nothing: there is nothing to suggest, and asking goes on.
        return ()


def questions(asked: Asked) -> Response:
    """What the service asks; without one there is only the text."""
    service = _service(asked)
    return page(
        asked,
        "portal/questions.html",
        service=service,
        text=asked.wish("q"),
        fields=() if service is None else form_of(asked, service.service_id),
    )


def _service(asked: Asked) -> Offer | None:
    told = asked.wish("service")
    if not told:
        return None
    try:
        wanted = UUID(told)
    except ValueError as error:
        raise NoSuchThing from error
    services = read_my_catalogue(asked.desk, asked.viewer, OffersWanted()).value.services
    found = next((one for one in services if one.service_id == wanted), None)
    if found is None:
        raise NoSuchThing
    return found


def requests(asked: Asked) -> Response:
    """One's own requests and those of colleagues whose company shares them."""
    wanted = TicketsWanted(sort="-changed", limit=MOST, cursor=asked.wish("cursor") or None)
    if asked.is_staff:
        wanted = msgspec.structs.replace(wanted, requester=["me"])
    found = pages.list_tickets(asked.desk, asked.viewer, wanted, asked.min_position).value
    return page(
        asked,
        "portal/requests.html",
        tickets=found.tickets,
        more="" if found.next_cursor is None else asked.address(cursor=found.next_cursor),
        announced=announced(asked),
    )


def conversation(asked: Asked, ref: str) -> Response:
    """What was said, in the order in which it was; what is for staff alone is never asked for."""
    found = ticket_card.read_ticket(asked.desk, asked.viewer, ref, asked.min_position).value
    entries = whole_conversation(asked, ref).entries
    kind = next((one for one in ticket_types(asked) if one.code == found.type), None)
    status = None if kind is None else kind.known.get(found.status)
    is_asker = found.requester_id == asked.viewer.actor.id
    # What it was asked with stands above the conversation already, but for its files.
    said = [
        one
        for nth, one in enumerate(entries)
        if one.body and not (one.is_inner or one.is_withdrawn or (nth == 0 and found.description))
    ]
    brought = {file.sha256 for one in said for file in one.attachments}
    satisfaction = read_satisfaction(asked.desk, asked.viewer, ref, asked.min_position).value if is_asker else None
    states = STATES if is_asker else STATES | {RESOLVED: DONE}
    return page(
        asked,
        "portal/conversation.html",
        ticket=found,
        entries=said,
        files=[one for one in found.attachments if one.sha256 not in brought and not one.inline],
        state=asked.told(states.get(found.status, found.status_name)),
        waits=_waits(asked, ref) if found.status == NEW else "",
        is_asker=is_asker,
        is_over=status is not None and status.is_final,
        is_resolved=found.status == RESOLVED,
        satisfaction=satisfaction,
        can_rate=satisfaction is not None and _can_rate(asked, satisfaction),
        scores=[(score, asked.told(name)) for score, name in SCORES.items()],
    )


def _can_rate(asked: Asked, found: TicketSatisfaction) -> bool:
    until = found.until if found.rating is None else found.changeable_until
    return until is not None and asked.now < until


def _waits(asked: Asked, ref: str) -> str:
    reaction = clocks.read_sla(asked.desk, asked.viewer, ref, asked.min_position).value.reaction
    if reaction.due_at is None or reaction.overrun_s > 0:
        return ""
    when = asked.times.when(reaction.due_at)
    return asked.say(f"Ответим не позднее: {when}.", f"We shall answer by {when}.")
