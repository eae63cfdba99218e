"""Take and free logins and e-mail addresses in the append of the card; used by commands on people.

Each name has a stream of its own, which says who holds it: two who take one name at the same instant meet
there, and the log itself refuses the second.
"""

from __future__ import annotations

import unicodedata

from aggregates.names import EmailIsTaken, LoginIsTaken, LoginLooksLikeAnother, holder
from commands.command import UnitOfWork
from events.person import NameFreed, NameTaken, Unique
from events.values import email_address
from events.values.identity import PersonId
from events.values.keyed import reservation, reservations
from events.values.login import look, refuse_mixed_scripts
from events.values.person_name import refuse_unreadable
from events.values.refusal import Refusal

LONGEST_EMAIL, LONGEST_LOGIN = 254, 100
_RIVALS: dict[Unique, tuple[Unique, ...]] = {"login": ("email", "look"), "email": ("login",), "look": ("login",)}
"""What else a name of each kind must not be of somebody else."""


def take(work: UnitOfWork, what: Unique, name: str, person_id: PersonId, *, place: int = 0) -> None:
    """The name is this person's from now on; refused when somebody else holds it.

    ``place`` is where it stands in a list.

    People sign in with either, so a login that is another person's address is taken, too, and the other way round.
    """
    stream = reservation(work.keyed, what, name)
    for kind in (what, *_RIVALS[what]):
        for rival in reservations(work.keyed, kind, name):
            if holder(work.history(rival)) not in {None, person_id}:
                raise _refusal(what, kind, name, place)
            work.watch(rival)
    if holder(work.history(stream)) is None:
        work.record(stream, [NameTaken(what=what, person_id=person_id)])


def free(work: UnitOfWork, what: Unique, name: str, person_id: PersonId) -> None:
    """The name is nobody's from now on, if it was this person's."""
    for stream in reservations(work.keyed, what, name):
        if holder(work.history(stream)) == person_id:
            work.record(stream, [NameFreed(what=what, person_id=person_id)])


def hand_on(work: UnitOfWork, what: Unique, name: str, from_id: PersonId, to_id: PersonId) -> None:
    """A name goes from one person to another in one append: nobody else can take it in between."""
    for stream in reservations(work.keyed, what, name):
        if holder(work.history(stream)) == from_id:
            work.record(stream, [NameFreed(what=what, person_id=from_id), NameTaken(what=what, person_id=to_id)])


def hand_login_on(work: UnitOfWork, login: str, from_id: PersonId, to_id: PersonId) -> None:
    """As ``hand_on``, with what the login is taken for."""
    hand_on(work, "login", login, from_id, to_id)
    for name in _disguise(login):
        hand_on(work, "look", name, from_id, to_id)


def exchange(work: UnitOfWork, what: Unique, old: tuple[str, ...], new: tuple[str, ...], person_id: PersonId) -> None:
    """Free what is no longer used, take what is new."""
    known_by = email_address.key if what == "email" else _key
    for name in old:
        if known_by(name) not in map(known_by, new):
            free(work, what, name, person_id)
    for place, name in enumerate(new):
        if known_by(name) not in map(known_by, old):
            take(work, what, name, person_id, place=place)


def exchange_login(work: UnitOfWork, old: str, new: str, person_id: PersonId) -> None:
    """As ``exchange``, with what a login is taken for: an empty one is none."""
    exchange(work, "login", _named(old), _named(new), person_id)
    exchange(work, "look", _disguise(old), _disguise(new), person_id)


def tidy_emails(emails: tuple[str, ...]) -> tuple[str, ...]:
    """Addresses as they are kept: as people read them, each mailbox once; what no letter would reach is refused."""
    for index, email in enumerate(emails):
        refuse_unreadable(email, f"emails[{index}]", LONGEST_EMAIL)
        email_address.refuse_bad_address(email, f"emails[{index}]")
    kept: dict[str, str] = {}
    for email in emails:
        kept.setdefault(email_address.key(email), email_address.readable(email))
    return tuple(kept.values())


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


def _refusal(what: Unique, kind: Unique, name: str, place: int) -> Refusal:
    if what == "email":
        return EmailIsTaken(email=name, field=f"emails[{place}]")
    return LoginLooksLikeAnother(login=name) if "look" in {what, kind} else LoginIsTaken(login=name)
