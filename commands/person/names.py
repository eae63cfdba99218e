"""Take and free logins and e-mail addresses in the append of the card; used by commands on people.

Each name has a stream of its own, which says who holds it: two who take one name at the same instant meet
there, and the log itself refuses the second.
"""

from __future__ import annotations

import unicodedata
from typing import Literal

from aggregates.names import EmailIsTaken, LoginIsTaken, holder
from commands.command import UnitOfWork
from events.person import NameFreed, NameTaken
from events.values.identity import PersonId, reservation
from events.values.person_name import refuse_unreadable

LONGEST_EMAIL, LONGEST_LOGIN = 254, 100


def take(unit: UnitOfWork, what: Literal["login", "email"], name: str, person_id: PersonId) -> None:
    """The name is this person's from now on; refused when somebody else holds it.

    People sign in with either, so a login that is another person's address is taken, too, and the other way round.
    """
    stream, twin = reservation(what, name), reservation("email" if what == "login" else "login", name)
    for held in (stream, twin):
        if holder(unit.history(held)) not in {None, person_id}:
            raise LoginIsTaken(login=name) if what == "login" else EmailIsTaken(email=name)
    if holder(unit.history(stream)) is None:
        unit.record(stream, [NameTaken(what=what, person_id=person_id)])
    unit.watch(twin)


def free(unit: UnitOfWork, what: Literal["login", "email"], name: str, person_id: PersonId) -> None:
    """The name is nobody's from now on, if it was this person's."""
    stream = reservation(what, name)
    if holder(unit.history(stream)) == person_id:
        unit.record(stream, [NameFreed(what=what, person_id=person_id)])


def exchange(
    unit: UnitOfWork,
    what: Literal["login", "email"],
    old: tuple[str, ...],
    new: tuple[str, ...],
    person_id: PersonId,
) -> None:
    """Free what is no longer used, take what is new."""
    for name in old:
        if _key(name) not in map(_key, new):
            free(unit, what, name, person_id)
    for name in new:
        if _key(name) not in map(_key, old):
            take(unit, what, name, person_id)


def tidy_emails(emails: tuple[str, ...]) -> tuple[str, ...]:
    """Addresses as they are kept: in lower case, each once; an invisible character is refused."""
    for index, email in enumerate(emails):
        refuse_unreadable(email, f"emails[{index}]", LONGEST_EMAIL)
    return tuple(dict.fromkeys(email.strip().lower() for email in emails))


def tidy_login(login: str) -> str:
    """A login as it is kept: in the plainest spelling of its letters; an invisible character is refused."""
    refuse_unreadable(login, "login", LONGEST_LOGIN)
    return unicodedata.normalize("NFKC", login).strip()


def _key(name: str) -> str:
    return name.strip().casefold()
