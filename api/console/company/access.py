"""Somebody's way in, for administrators: a password made, sessions and a second factor ended (rows 67-72)."""

from __future__ import annotations

from fastapi import Response

from api.console.asked import Asked
from api.console.rendering import elsewhere, page
from api.questions.person.cards import CardWanted, read_person
from api.questions.references import person_ref
from api.questions.table import refuse_question


def make_password(asked: Asked, ref: str) -> Response:
    """To hand over: nobody sees it again, and whoever signs in with it chooses another one."""
    refuse_question(asked.viewer, "generate-password")
    person_id = person_ref(asked.desk, asked.viewer, ref)
    person = read_person(asked.desk, asked.viewer, CardWanted(ref=person_id)).value.person
    password = asked.desk.accounts.generate_password(asked.viewer, person_id)
    return page(asked, "company/password.html", is_secret=True, person=person, password=password)


def end_sessions(asked: Asked, ref: str) -> Response:
    """They are signed out everywhere."""
    refuse_question(asked.viewer, "end-sessions-of")
    person_id = person_ref(asked.desk, asked.viewer, ref)
    asked.desk.accounts.end_sessions(asked.viewer, person_id)
    return elsewhere(f"/company/people/{person_id}?tab=account")


def take_factor_off(asked: Asked, ref: str) -> Response:
    """Of somebody who lost what they made codes with: they read who did it when they come in next."""
    refuse_question(asked.viewer, "take-second-factor-off")
    person_id = person_ref(asked.desk, asked.viewer, ref)
    asked.desk.second_factor.take_off(asked.viewer, person_id)
    return elsewhere(f"/company/people/{person_id}?tab=account")
