"""Weeks of tickets as plain data: who did what, and when; made from a seed, carried out by ``api.demo.load``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from api.demo.company import BASE, MEMBERS, MOSCOW, REQUESTERS, TEAMS, VIP, Somebody, TeamKey, key_of
from api.demo.conversations import Conversation
from api.demo.conversations_en import ENGLISH
from api.demo.conversations_ru import RUSSIAN
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

SPAN = timedelta(weeks=6)
ZONE = ZoneInfo(MOSCOW)
JUST_NOW_SHARE = 0.05
VIP_SHARE = 0.3

Fate = Literal["solved", "waits", "slept", "stalls", "unseen", "declined", "returned", "back", "busy"]
FATES: tuple[tuple[Fate, int], ...] = (
    ("solved", 66),
    ("busy", 11),
    ("returned", 5),
    ("back", 1),
    ("waits", 4),
    ("slept", 2),
    ("stalls", 4),
    ("unseen", 2),
    ("declined", 5),
)
"""How a ticket's life goes, and how often in a hundred; every life is told as far as it has come by now."""

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
        self._random = random
        self._round_the_clock = False

    def register(self) -> None:
        """The requester asks: VIPs at any hour, under their own agreement."""
        self._round_the_clock = self.who.is_vip
        self._tell(
            self.who,
            RegisterTicket(
                subject=self.talk.subject,
                description=self.talk.description,
                type=self.talk.type,
                channel=self._random.choice(("portal", "portal", "email", "phone")),
                agreement_id=VIP if self.who.is_vip else BASE,
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
        if self._random.random() < 0.55:  # noqa: PLR2004 - as often as people note
            self._later(5, 70)
            self.say(self.helper, self.talk.note, is_public=False)
        if self._random.random() < 0.12:  # noqa: PLR2004 - now and then it is worse than it looked
            self._later(2, 20)
            self._tell(self.front, PrioritiseTicket(ticket_id=self.ticket, urgency="critical"))
        if self._random.random() < 0.6:  # noqa: PLR2004 - as often as people ask back
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
        by = self.who if self._random.random() < 0.4 else self.front  # noqa: PLR2004 - as often as people confirm
        self._tell(by, CloseTicket(ticket_id=self.ticket))

    def decline(self) -> None:
        """Not the desk's business."""
        self._later(10, 120)
        reason = NOT_OURS.to(self.talk.language)
        self._tell(self.front, DeclineTicket(ticket_id=self.ticket, reason=reason))

    def merge(self, into: Story) -> None:
        """It goes on as another one."""
        self.at += timedelta(minutes=self._random.randint(1, 4))
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
        minutes = least + (most - least) * self._random.random() ** 2
        if self._round_the_clock:
            minutes /= 4
        self.at += timedelta(seconds=round(minutes * 60) + self._random.randint(1, 59))
        if not self._round_the_clock:
            self.at = into_working_hours(self.at, self._random)


def into_working_hours(at: datetime, random: Random) -> datetime:
    """The instant itself, or a moment after the next opening at nine on a weekday in Moscow."""
    local = at.astimezone(ZONE)
    if local.weekday() < 5 and 9 <= local.hour < 18:  # noqa: PLR2004 - Friday; nine to six
        return at
    day = local.date() + timedelta(days=1 if local.hour >= 18 else 0)  # noqa: PLR2004 - six
    while day.weekday() > 4:  # noqa: PLR2004 - Friday
        day += timedelta(days=1)
    opening = datetime(day.year, day.month, day.day, 9, tzinfo=ZONE)
    return (opening + timedelta(minutes=random.randint(1, 50), seconds=random.randint(0, 59))).astimezone(at.tzinfo)


def live(story: Story, fate: Fate, people: Mapping[str, PersonId], anchor: datetime) -> None:
    """A life from registration on; it may reach into the future, which is cut off."""
    random = story._random  # noqa: SLF001 - one pen, one sequence of chances
    story.register()
    if fate == "declined":
        story.decline()
        return
    if fate == "unseen":
        return
    story.take(people, slow=random.random() < 0.1)  # noqa: PLR2004 - some reactions are late
    story.work()
    if fate == "waits":
        story.hold(anchor + timedelta(hours=random.randint(3, 120)) if random.random() < 0.7 else None)  # noqa: PLR2004
        return
    if fate == "slept":
        story.hold(anchor - timedelta(hours=random.randint(1, 30)))
        return
    if fate == "stalls":
        return
    if fate == "busy":
        story.hold(None)
        story.resume()
    story.resolve(1500 if random.random() < 0.08 else 240)  # noqa: PLR2004 - some solutions are late
    if fate in {"returned", "back"}:
        story.reopen()
    if fate == "back":
        return
    if fate == "returned":
        story.start_again()
        story.resolve()
    story.close()


def stories(seed: int, size: int, anchor: datetime, people: Mapping[str, PersonId]) -> list[list[Step]]:
    """About ``size`` tickets of the weeks before ``anchor``; the steps of tickets that meet stand in one story."""
    random = Random(f"{seed}:{size}")  # noqa: S311 - a demo, not a secret
    fates, weights = zip(*FATES, strict=True)
    told: list[list[Step]] = []
    nth = 0
    moments = sorted(_moment(random, anchor) for _ in range(size))
    while nth < len(moments):
        story = _begun(nth, random, moments[nth])
        fate: Fate = "solved" if story.talk.is_outage else random.choices(fates, weights)[0]
        live(story, fate, people, anchor)
        steps = list(story.steps)
        nth += 1
        if story.talk.is_outage:
            for _ in range(min(random.randint(0, 1), len(moments) - nth)):
                steps += _duplicate(nth, random, story).steps
                nth += 1
        told.append(sorted((step for step in steps if step.at < anchor), key=lambda step: step.at))
    return [steps for steps in told if steps]


def _moment(random: Random, anchor: datetime) -> datetime:
    if random.random() < JUST_NOW_SHARE:
        return anchor - timedelta(minutes=random.randint(4, 200))
    at = anchor - timedelta(seconds=round(random.random() * SPAN.total_seconds()))
    # People write in working hours, mostly in the morning; a few write at night.
    if random.random() < 0.1:  # noqa: PLR2004 - as said
        return at
    local = into_working_hours(at, random).astimezone(ZONE)
    spread = timedelta(seconds=round(random.triangular(0, 530, 90) * 60))
    moved = (local.replace(hour=9, minute=0, second=0) + spread).astimezone(anchor.tzinfo)
    return moved if moved < anchor else anchor - timedelta(minutes=random.randint(4, 200))


def _begun(nth: int, random: Random, at: datetime) -> Story:
    talk = random.choice((*RUSSIAN, *ENGLISH)).told(random)
    who = random.choice(_speakers(talk, vip=random.random() < VIP_SHARE))
    return Story(nth, random, who, talk, at)


def _duplicate(nth: int, random: Random, first: Story) -> Story:
    """Somebody else reports the same outage a little later; it is merged into the first."""
    others = [who for who in _speakers(first.talk, vip=False) if who != first.who]
    at = first.steps[0].at + timedelta(minutes=random.randint(1, 6))
    story = Story(nth, random, random.choice(others), first.talk, at)
    story.register()
    story.merge(first)
    return story


def _speakers(talk: Conversation, *, vip: bool) -> list[Somebody]:
    fitting = [who for who in REQUESTERS if who.language == talk.language]
    return [who for who in fitting if who.is_vip] if vip else [who for who in fitting if not who.is_vip]
