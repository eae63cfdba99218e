"""A person's card: “Карточка”, “Параметры учётной записи: Права”, its history; and a new one (rows 64-68, 79)."""

from __future__ import annotations

from typing import Any, get_args
from uuid import UUID

import msgspec
from fastapi import Response

from api.console.asked import Asked
from api.console.company import units
from api.console.company.entries import history
from api.console.rendering import page
from api.questions.account.traces import list_sessions_of
from api.questions.agreement.cards import HeldBy, list_agreements_of_person
from api.questions.history.cards import read_person_history
from api.questions.paging.whole import PageOf
from api.questions.person.cards import CardWanted, PersonCard, read_person
from api.questions.references import person_ref
from events.values.further_unit import SEES_NAMES
from events.values.people import GROUP_NAMES, LICENSED_GROUPS, PARTNERS, STAFF_GROUPS, Group, Licence
from events.values.text import Text

MOST_SESSIONS = 100
LICENCE_NAMES: dict[Licence, Text] = {
    "unlicensed": Text("Нелицензированный пользователь", "Unlicensed user"),
    "named": Text("Именная лицензия", "Named licence"),
    "concurrent": Text("Конкурентная лицензия", "Concurrent licence"),
}
"""How people read what somebody is licensed as (rows 66, 70)."""


class GroupLine(msgspec.Struct, frozen=True, kw_only=True):
    """A group that may be chosen, and what it needs beside itself, told before anybody saves (row 87)."""

    code: Group
    name: str
    needs: tuple[str, ...]
    needs_licence: bool


def card(asked: Asked, ref: str) -> Response:
    """One's own, or anybody's for whoever sees every card (row 82)."""
    person_id = person_ref(asked.desk, asked.viewer, ref)
    found = read_person(asked.desk, asked.viewer, CardWanted(ref=person_id), asked.min_position).value
    tab = asked.wish("tab")
    if found.units:
        asked.place = units.place_of(found.units[-1].kind == "own_company")
    return page(
        asked,
        "company/person.html",
        card=found,
        person=found.person,
        tab=tab,
        may_say_away=_may_say_away(asked, found),
        sees=[(code, asked.told(name)) for code, name in SEES_NAMES.items()],
        agreements=_agreements(asked, person_id) if not tab else (),
        entries=history(asked, read_person_history, person_id)
        if tab == "history" and asked.may("read-person-history")
        else (),
        sessions=_sessions(asked, person_id) if tab == "account" else (),
        has_factor=tab == "account" and _has_factor(asked, person_id),
        **rights_to_choose(asked),
    )


def new(asked: Asked, ref: str) -> Response:
    """An employee of a department, or a contact of a client: never without one (rows 64, 72j)."""
    shown = units.shown(asked, ref)
    is_ours = shown["root"].kind == "own_company"
    asked.place = units.place_of(is_ours)
    return page(asked, "company/new_person.html", is_ours=is_ours, **shown, **rights_to_choose(asked))


def rights_to_choose(asked: Asked) -> dict[str, Any]:
    """Licences and groups as a form offers them; everybody is a requester anyway."""
    return {
        "licences": [(code, asked.told(LICENCE_NAMES[code])) for code in get_args(Licence)],
        "licence_names": {code: asked.told(name) for code, name in LICENCE_NAMES.items()},
        "group_names": {code: asked.told(name) for code, name in GROUP_NAMES.items()},
        "groups": [
            GroupLine(
                code=code,
                name=asked.told(name),
                needs=tuple(asked.told(GROUP_NAMES[one]) for one in PARTNERS.get(code, ())),
                needs_licence=code in LICENSED_GROUPS,
            )
            for code, name in GROUP_NAMES.items()
            if code in STAFF_GROUPS | {"auditor"}
        ],
    }


def _may_say_away(asked: Asked, found: PersonCard) -> bool:
    """Their own absence, that of whoever they head, or anybody's for administrators."""
    me = asked.viewer.actor.id
    return (
        asked.may_order("rename-person")
        or me == found.person.person_id
        or any(unit.head_id == me for unit in found.units)
    )


def _agreements(asked: Asked, person_id: UUID) -> object:
    if not asked.may("list-agreements-of-person"):
        return ()
    return list_agreements_of_person(asked.desk, asked.viewer, HeldBy(person=person_id)).value.agreements


def _sessions(asked: Asked, person_id: UUID) -> object:
    if not asked.may("list-sessions-of"):
        return ()
    return list_sessions_of(asked.desk, asked.viewer, PageOf(ref=person_id, limit=MOST_SESSIONS)).value.sessions


def _has_factor(asked: Asked, person_id: UUID) -> bool:
    """Whether there is a second factor that whoever asks may take off."""
    return asked.may("take-second-factor-off") and asked.desk.second_factor.is_on(person_id)
