"""What a desk lives beside its tickets: duties, leave, a freeze, a rating, things undone; for ``api.demo.load``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID, uuid5

from api.demo.company import HEAD, MEMBERS, MOSCOW, OFFICE_HOURS, REQUESTERS, TEAMS, Somebody, key_of
from api.demo.weeks.matters import WHO, WISHES
from api.demo.weeks.showcase import TICKET
from api.demo.weeks.story import ZONE, Step, stand_in
from commands.change_request.freeze import DeclareFreeze
from commands.command import Command
from commands.dealing import ChooseDealing
from commands.fields import Named
from commands.on_call import SetOnCallRota
from commands.person.absence import PlanAbsence
from commands.ticket.rating import RateTicket
from commands.ticket.redact import RedactComment
from commands.ticket.sharing import ShareTicket
from commands.ticket.split import SplitComment
from commands.ticket.talk import CommentOnTicket
from commands.ticket.unmerge import UnmergeTicket
from commands.ticket.work import MergeTicket
from events.values.identity import CommentId, PersonId, TicketId, named

FRONT, ON_LEAVE, STANDS_IN = MEMBERS["first"][1], MEMBERS["first"][2], MEMBERS["first"][1]
CONTENT = next(who for who in REQUESTERS if not who.is_vip)
"""Whoever asked for the ticket that all pages point at."""
CHECKED = next(nth for nth, wish in enumerate(WISHES) if wish.fate == "checking")


class Act(NamedTuple):
    """One act: its name in the load, who does it, when it happened (now, where it says nothing)."""

    name: str
    by: Somebody
    command: Command
    at: datetime | None = None


def duties(people: Mapping[str, PersonId], began: datetime) -> dict[str, Command]:
    """The network is on call a week each when the office is closed, from the Monday after the desk began."""
    monday = began.astimezone(ZONE) + timedelta(days=7 - began.astimezone(ZONE).weekday())
    rota = SetOnCallRota(
        team_id=TEAMS["network"],
        people=tuple(people[key_of(who)] for who in MEMBERS["network"]),
        every="week",
        starts=monday.replace(hour=9, minute=0, second=0, microsecond=0, tzinfo=None),
        zone=MOSCOW,
        outside=OFFICE_HOURS,
    )
    return {"on-call:network": rota}


def acts(
    anchor: datetime,
    stories: Sequence[Sequence[Step]],
    people: Mapping[str, PersonId],
    tickets: Mapping[TicketId, TicketId],
    told: Mapping[str, UUID],
) -> Iterator[Act]:
    """Leave, a freeze, a rating; a ticket shown to others, words made unreadable, a merge undone, a comment split off.

    ``told`` are the ids of the commands by the names of acts, which comments get theirs from; the first of the stories
    is that of the ticket that all pages point at.
    """
    closed_at = stories[0][-1].at
    idle = [tickets[steps[0].ticket] for steps in stories if len(steps) == 1 and not steps[0].name.startswith("wish")]
    freeze = datetime.combine((anchor + timedelta(days=30)).astimezone(ZONE).date(), time(18))
    checked = tickets[stand_in(-2 - CHECKED)]
    secret, other = (CommentId(uuid5(told[name], "comment")) for name in ("secret", "other"))
    asks = WHO[WISHES[CHECKED].who]
    yield Act(
        "leave",
        ON_LEAVE,
        PlanAbsence(
            person_id=people[key_of(ON_LEAVE)],
            from_at=anchor + timedelta(days=2),
            until_at=anchor + timedelta(days=12),
            substitute_id=people[key_of(STANDS_IN)],
            note="Отпуск",
        ),
    )
    yield Act(
        "freeze",
        HEAD,
        DeclareFreeze(
            title=Named(ru="Инвентаризация в магазинах", en="Stocktaking in the shops"),
            begins=freeze,
            ends=freeze + timedelta(days=5, hours=15),
            zone=MOSCOW,
            risks=("medium", "high"),
        ),
    )
    rate = RateTicket(ticket_id=tickets[TICKET], score=4, words="Со второго раза, но хорошо.")
    yield Act("rating", CONTENT, rate, closed_at + timedelta(hours=2))
    yield Act("share", FRONT, ShareTicket(ticket_id=checked, group="second_line"))
    yield Act("secret", asks, CommentOnTicket(ticket_id=checked, body="Мой пароль на всякий случай: 12345"))
    yield Act("redact", HEAD, RedactComment(ticket_id=checked, comment_id=secret, reason="Пароль в переписке"))
    if len(idle) > 1:  # a small demo may have none
        yield Act("merge", FRONT, MergeTicket(ticket_id=idle[1], into=idle[0]))
        yield Act("unmerge", FRONT, UnmergeTicket(ticket_id=idle[1]))
    yield Act("other", asks, CommentOnTicket(ticket_id=checked, body="И ещё сканер на складе не сканирует."))
    yield Act(
        "split",
        FRONT,
        SplitComment(ticket_id=checked, comment_id=other, subject="Сканер на складе молчит", type="incident"),
    )
    yield Act("dealing", HEAD, ChooseDealing(team_id=TEAMS["accounting"], way="least_open"))


def id_of(name: str) -> UUID:
    """The id of the command of an act, by its name in the load."""
    return named("demo-command", name)
