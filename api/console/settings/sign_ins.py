"""Who came in and who was turned away, and where somebody is signed in now: for auditors and administrators."""

from __future__ import annotations

from typing import get_args

from fastapi import Response

from api.console.asked import Asked
from api.console.orders import refused
from api.console.rendering import elsewhere, page
from api.http.refusal_answers import status_of
from api.questions.account import traces
from api.questions.account.traces import SignInList, SignInsWanted
from api.questions.paging.whole import PageOf
from api.questions.person.cards import CardWanted, read_person
from api.questions.references import person_ref
from connectors.storage.accounts.sign_ins import Outcome
from events.values.refusal import Refusal

OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)


def sign_ins(asked: Asked) -> Response:
    """The newest first, narrowed to a person and to how they ended."""
    person, told = asked.wish("person").strip(), asked.wish("outcome")
    outcome = next((one for one in OUTCOMES if one == told), None)
    wanted = SignInsWanted(person=person or None, outcome=outcome, cursor=asked.wish("cursor") or None)
    refusal, found = None, SignInList([])
    try:
        found = traces.list_sign_ins(asked.desk, asked.viewer, wanted).value
    except Refusal as error:
        if error.field != "person":
            raise
        refusal = error
    return page(
        asked,
        "settings/sign_ins.html",
        status=200 if refusal is None else status_of(refusal),
        entries=found.entries,
        more=found.next_cursor,
        person=person,
        outcome=outcome,
        refusal=None if refusal is None else refused(asked, refusal),
    )


def sessions(asked: Asked, person: str) -> Response:
    """Where somebody is signed in now."""
    who = person_ref(asked.desk, asked.viewer, person)
    found = traces.list_sessions_of(asked.desk, asked.viewer, PageOf(ref=who)).value.sessions
    card = read_person(asked.desk, asked.viewer, CardWanted(ref=who)).value
    may = asked.may("end-sessions-of")
    return page(asked, "settings/sessions.html", sessions=found, person=card.person, who=who, may_end=may)


def end_sessions(asked: Asked, person: str) -> Response:
    """They are signed out everywhere."""
    who = person_ref(asked.desk, asked.viewer, person)
    traces.end_sessions_of(asked.desk, asked.viewer, who)
    return elsewhere(f"/settings/sign-ins/{who}")
