"""Somebody's way in, for administrators: a password made and shown this once, sessions ended (rows 67-68, 72m)."""

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
