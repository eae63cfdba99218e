"""Take and free logins and e-mail addresses in the append of the card; used by commands on people.

Each name has a stream of its own, which says who holds it: two who take one name at the same instant meet
there, and the log itself refuses the second.
"""

from __future__ import annotations

import unicodedata

from aggregates.names import EmailIsTaken, LoginIsTaken, LoginLooksLikeAnother, holder
from aggregates.refusal import Refusal
from commands.command import UnitOfWork
from events.person import NameFreed, NameTaken, Unique
from events.values.identity import PersonId, reservation
from events.values.login import look, refuse_mixed_scripts
from events.values.person_name import refuse_unreadable

LONGEST_EMAIL, LONGEST_LOGIN = 254, 100
_RIVALS: dict[Unique, tuple[Unique, ...]] = {"login": ("email", "look"), "email": ("login",), "look": ("login",)}
"""What else a name of each kind must not be of somebody else."""


def take(unit: UnitOfWork, what: Unique, name: str, person_id: PersonId) -> None:
    """The name is this person's from now on; refused when somebody else holds it.

    People sign in with either, so a login that is another person's address is taken, too, and the other way round.
    """
    stream = reservation(what, name)
    for kind in (what, *_RIVALS[what]):
        rival = reservation(kind, name)
        if holder(unit.history(rival)) not in {None, person_id}:
            raise _refusal(what, kind, name)
        unit.watch(rival)
    if holder(unit.history(stream)) is None:
        unit.record(stream, [NameTaken(what=what, person_id=person_id)])


def free(unit: UnitOfWork, what: Unique, name: str, person_id: PersonId) -> None:
    """The name is nobody's from now on, if it was this person's."""
    stream = reservation(what, name)
    if holder(unit.history(stream)) == person_id:
        unit.record(stream, [NameFreed(what=what, person_id=person_id)])


def exchange(unit: UnitOfWork, what: Unique, old: tuple[str, ...], new: tuple[str, ...], person_id: PersonId) -> None:
    """Free what is no longer used, take what is new."""
    for name in old:
        if _key(name) not in map(_key, new):
            free(unit, what, name, person_id)
    for name in new:
        if _key(name) not in map(_key, old):
            take(unit, what, name, person_id)


def exchange_login(unit: UnitOfWork, old: str, new: str, person_id: PersonId) -> None:
    """As ``exchange``, with what a login is taken for: an empty one is none."""
    exchange(unit, "login", _named(old), _named(new), person_id)
    exchange(unit, "look", _disguise(old), _disguise(new), person_id)


def tidy_emails(emails: tuple[str, ...]) -> tuple[str, ...]:
    """Addresses as they are kept: in lower case, each once; an invisible character is refused."""
    for index, email in enumerate(emails):
        refuse_unreadable(email, f"emails[{index}]", LONGEST_EMAIL)
    return tuple(dict.fromkeys(email.strip().lower() for email in emails))


def tidy_login(login: str) -> str:
    """A login as it is kept: in the plainest spelling of its letters, which are of one script and all seen."""
    refuse_unreadable(login, "login", LONGEST_LOGIN)
    plain = unicodedata.normalize("NFKC", login).strip()
    refuse_mixed_scripts(plain)
    return plain


def _key(name: str) -> str:
    return name.strip().casefold()


def _named(login: str) -> tuple[str, ...]:
    return (login,) if login else ()


def _disguise(login: str) -> tuple[str, ...]:
    """What the login looks like when that is another one: a plain Latin login looks like itself alone."""
    return _named(look(login) if look(login) != _key(login) else "")


def _refusal(what: Unique, kind: Unique, name: str) -> Refusal:
    if what == "email":
        return EmailIsTaken(email=name)
    return LoginLooksLikeAnother(login=name) if "look" in {what, kind} else LoginIsTaken(login=name)
