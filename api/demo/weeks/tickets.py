"""Weeks of tickets: how often what happens, and when; made from a seed, carried out by ``api.demo.load``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Literal

from api.demo.company import REQUESTERS, Somebody
from api.demo.weeks.conversations import Conversation
from api.demo.weeks.conversations_en import ENGLISH
from api.demo.weeks.conversations_ru import RUSSIAN
from api.demo.weeks.story import OPENS, ZONE, Step, Story, into_working_hours
from events.values.identity import PersonId

SPAN = timedelta(weeks=6)
JUST_NOW_SHARE, NIGHT_SHARE, VIP_SHARE = 0.05, 0.1, 0.2

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


def live(story: Story, fate: Fate, people: Mapping[str, PersonId], anchor: datetime) -> None:
    """A life from registration on; it may reach into the future, which is cut off."""
    random = story.random
    story.register()
    if fate == "declined":
        story.decline()
        return
    if fate == "unseen":
        return
    story.take(people, slow=story.happens(0.1))
    story.work()
    if fate == "waits":
        story.hold(anchor + timedelta(hours=random.randint(3, 120)) if story.happens(0.7) else None)
        return
    if fate == "slept":
        story.hold(anchor - timedelta(hours=random.randint(1, 30)))
        return
    if fate == "stalls":
        return
    if fate == "busy":
        story.hold(None)
        story.resume()
    story.resolve(1500 if story.happens(0.08) else 240)
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
    if random.random() < NIGHT_SHARE:
        return at
    local = into_working_hours(at, random).astimezone(ZONE)
    spread = timedelta(seconds=round(random.triangular(0, 530, 90) * 60))
    moved = (local.replace(hour=OPENS, minute=0, second=0) + spread).astimezone(anchor.tzinfo)
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
