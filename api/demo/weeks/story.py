"""One ticket's life as plain data: who did what, and when; written by ``api.demo.weeks.tickets``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random

import msgspec

from api.demo.catalogue import SERVICES
from api.demo.company import MEMBERS, MOSCOW, TEAMS, Somebody, TeamKey, key_of
from api.demo.promises import agreement_of
from api.demo.weeks.conversations import Conversation
from commands.command import Command
from commands.ticket.register import RegisterTicket
from commands.ticket.talk import CommentOnTicket, PrioritiseTicket
from commands.ticket.work import (
    AssignTicket,
    CloseTicket,
    DeclineTicket,
    MergeTicket,
    PutTicketInProgress,
    PutTicketOnHold,
    ReopenTicket,
    ResolveTicket,
    ResumeTicket,
)
from events.values.identity import PersonId, TicketId, named
from events.values.people import Responsible
from events.values.text import Text
from events.values.zones import zone_of

ZONE = zone_of(MOSCOW)
OPENS, CLOSES, FRIDAY = 9, 18, 4

NOT_OURS = Text(
    ru="Это вопрос к отделу кадров, передали им. Заявку закрываем.",
    en="This one is for the facilities team; we passed it on and decline it here.",
)
MERGED = Text(
    ru="Та же авария, что и в заявке вашего коллеги: объединяем, ответим всем сразу.",
    en="The same outage that your colleague reported: we merge the two and answer you both.",
)


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One command of a story, under a name of its own. ``ticket`` and the ids in the command are stand-ins."""

    name: str
    ticket: TicketId
    at: datetime
    by: Somebody
    command: Command


def stand_in(nth: int) -> TicketId:
    """What a story calls its ticket until the desk has given it a number."""
    return TicketId(named("demo-ticket", str(nth)))


class Story:
    """One ticket's life being written: a pen that moves forward in time."""

    def __init__(self, nth: int, random: Random, who: Somebody, talk: Conversation, at: datetime) -> None:
        self.ticket = stand_in(nth)
        self.steps: list[Step] = []
        self.who = who
        self.talk = talk
        self.at = at
        self.helper = random.choice(MEMBERS[talk.team])
        self.front = random.choice(MEMBERS["first"])
        self._nth = nth
        self.random = random
        self._round_the_clock = False

    def happens(self, share: float) -> bool:
        """Whether something happens that does in this share of cases."""
        return self.random.random() < share

    def register(self) -> None:
        """The requester asks: VIPs at any hour, under their own agreement."""
        self._round_the_clock = self.who.is_vip
        self._tell(
            self.who,
            RegisterTicket(
                subject=self.talk.subject,
                description=self.talk.description,
                type=self.talk.type,
                channel=self.random.choice(("portal", "portal", "email", "phone")),
                agreement_id=agreement_of(self.who, self.talk.service),
                service_id=SERVICES[self.talk.service],
                impact=self.talk.impact,
                urgency=self.talk.urgency,
            ),
        )

    def take(self, people: Mapping[str, PersonId], *, slow: bool = False) -> None:
        """The first line sorts it out, the team's member takes it and answers."""
        self._later(3, 300 if slow else 35)
        team: TeamKey = self.talk.team
        self._tell(self.front, AssignTicket(ticket_id=self.ticket, responsible=Responsible(TEAMS[team])))
        self._later(2, 60)
        self._tell(
            self.helper,
            AssignTicket(ticket_id=self.ticket, responsible=Responsible(TEAMS[team], people[key_of(self.helper)])),
        )
        self._later(0, 2)
        self._tell(self.helper, PutTicketInProgress(ticket_id=self.ticket))
        self._later(0, 4)
        self.say(self.helper, self.talk.answer)

    def work(self) -> None:
        """A note for colleagues, a question, the requester's reply; not every ticket has all of them."""
        if self.happens(0.55):
            self._later(5, 70)
            self.say(self.helper, self.talk.note, is_public=False)
        if self.happens(0.12):
            self._later(2, 20)
            self._tell(self.front, PrioritiseTicket(ticket_id=self.ticket, urgency="critical"))
        if self.happens(0.6):
            self._later(10, 120)
            self.say(self.helper, self.talk.question)
            self._later(4, 90)
            self.say(self.who, self.talk.reply)

    def hold(self, wake_up_at: datetime | None) -> None:
        """It waits for somebody else."""
        self._later(5, 60)
        wake = wake_up_at if wake_up_at is None or wake_up_at > self.at else None
        self._tell(self.helper, PutTicketOnHold(ticket_id=self.ticket, reason=self.talk.waits_for, wake_up_at=wake))

    def resume(self) -> None:
        """What it waited for came, a day or two later."""
        self._later(500, 2600)
        self._tell(self.helper, ResumeTicket(ticket_id=self.ticket))

    def resolve(self, longest_minutes: int = 240) -> None:
        """The solution."""
        self._later(10, longest_minutes)
        self._tell(self.helper, ResolveTicket(ticket_id=self.ticket, solution=self.talk.solution))

    def reopen(self) -> None:
        """It did not hold."""
        self._later(60, 1500)
        self._tell(self.who, ReopenTicket(ticket_id=self.ticket, reason=self.talk.complaint))

    def start_again(self) -> None:
        """Somebody takes the reopened ticket up."""
        self._later(5, 90)
        self._tell(self.helper, PutTicketInProgress(ticket_id=self.ticket))

    def close(self) -> None:
        """The requester confirms, or the desk closes it some days later."""
        self._later(120, 4300)
        by = self.who if self.happens(0.4) else self.front
        self._tell(by, CloseTicket(ticket_id=self.ticket))

    def decline(self) -> None:
        """Not the desk's business."""
        self._later(10, 120)
        reason = NOT_OURS.to(self.talk.language)
        self._tell(self.front, DeclineTicket(ticket_id=self.ticket, reason=reason))

    def merge(self, into: Story) -> None:
        """It goes on as another one."""
        self.at += timedelta(minutes=self.random.randint(1, 4))
        self.say(self.front, MERGED.to(self.talk.language))
        self._tell(self.front, MergeTicket(ticket_id=self.ticket, into=into.ticket))

    def say(self, by: Somebody, words: str, *, is_public: bool = True) -> None:
        """A comment."""
        self._tell(by, CommentOnTicket(ticket_id=self.ticket, body=words, is_public=is_public))

    def _tell(self, by: Somebody, command: Command) -> None:
        name = f"ticket:{self._nth}:{len(self.steps)}"
        self.steps.append(Step(name=name, ticket=self.ticket, at=self.at, by=by, command=command))

    def _later(self, least: int, most: int) -> None:
        """Minutes pass; the desk acts in its hours, for VIPs at any and sooner."""
        # Low is likelier than high: most things are quick, some are not.
        minutes = least + (most - least) * self.random.random() ** 2
        if self._round_the_clock:
            minutes /= 4
        self.at += timedelta(seconds=round(minutes * 60) + self.random.randint(1, 59))
        if not self._round_the_clock:
            self.at = into_working_hours(self.at, self.random)


def into_working_hours(at: datetime, random: Random) -> datetime:
    """The instant itself, or a moment after the next opening at nine on a weekday in Moscow."""
    local = at.astimezone(ZONE)
    if local.weekday() <= FRIDAY and OPENS <= local.hour < CLOSES:
        return at
    day = local.date() + timedelta(days=1 if local.hour >= CLOSES else 0)
    while day.weekday() > FRIDAY:
        day += timedelta(days=1)
    opening = datetime(day.year, day.month, day.day, OPENS, tzinfo=ZONE)
    return (opening + timedelta(minutes=random.randint(1, 50), seconds=random.randint(0, 59))).astimezone(at.tzinfo)
