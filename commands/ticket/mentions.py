"""People whom a comment calls by their logins (@login): only those who may read it; used by commands that say words."""

from __future__ import annotations

import re
from typing import ClassVar

from aggregates.names import first_holder
from aggregates.person import Person
from aggregates.ticket import Ticket
from commands.able import is_able
from commands.command import UnitOfWork
from commands.sight import sees, sees_private, viewer_of
from events.fact import Fact
from events.ticket_words import TicketPeopleMentioned
from events.values.identity import CommentId, PersonId
from events.values.keyed import reservations
from events.values.refusal import Refusal

MOST_MENTIONS = 20
_MENTION = re.compile(r"(?<![\w@.])@([\w][\w.+-]{0,99})")
"""A login behind an @ that stands at the beginning of a word: an address is none."""


class MentionedCannotRead(Refusal):
    """{person} may not read these words on ticket {number}. Leave the mention out, or put them in copy first."""

    ru: ClassVar[str] = (
        "{person} не может прочесть эти слова в заявке {number}. Уберите упоминание или поставьте человека в копию."
    )
    field = "body"


class TooManyMentions(Refusal):
    """A comment calls at most {most} people. Name a team that answers, or write to some of them."""

    ru: ClassVar[str] = (
        "В одном комментарии не больше {most} упоминаний. Назначьте команду или обратитесь к части людей."
    )
    field = "body"


def mentioned(work: UnitOfWork, found: Ticket, comment_id: CommentId, body: str, *, is_public: bool) -> list[Fact]:
    """That a comment calls people, if it does; staff call, others and letters only write “@”.

    A login that nobody bears is a word like others. Raises whom the words are not for.
    """
    if not work.viewer.is_staff or work.order.by_letter or "@" not in body:
        return []
    names = dict.fromkeys(name.rstrip(".-+") for name in _MENTION.findall(body))
    if len(names) > MOST_MENTIONS:
        raise TooManyMentions(most=MOST_MENTIONS)
    streams = {name: reservations(work.keyed, "login", name) for name in names if name}
    work.preload(stream for several in streams.values() for stream in several)
    persons = (first_holder(map(work.history, several)) for several in streams.values())
    known = tuple(dict.fromkeys(person for person in persons if person is not None))
    for person_id in known:
        _refuse_blind(work, found, person_id, is_public=is_public)
    if not known:
        return []
    return [TicketPeopleMentioned(ticket_id=found.ticket_id, comment_id=comment_id, persons=known, is_public=is_public)]


def _refuse_blind(work: UnitOfWork, found: Ticket, person_id: PersonId, *, is_public: bool) -> None:
    person = Person.fold(work.history(person_id))
    if person is None:
        return
    them = viewer_of(work, person)
    reads = is_able(work, person) and sees(work, found, them) and (is_public or sees_private(work, found, them))
    if not reads:
        raise MentionedCannotRead(person=person.name.full, number=found.number)
