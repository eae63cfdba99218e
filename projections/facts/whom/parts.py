"""Pieces that what a fact is about is told in: people and things by their ids, words, spans, turns."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from uuid import UUID

import msgspec

from events import absence
from events.values.approval import ApprovalStage
from events.values.change import Window
from events.values.dealing import DEALING_NAMES, Dealing, Dealt
from events.values.on_call import Every, Stint
from events.values.people import GROUP_NAMES, Responsible
from events.values.text import Text

Names = Mapping[UUID, Text]
"""Ids of people, teams, units, services, agreements, schedules and tickets with what they are called."""

NOTHING = Text.same("")
NOBODY = Text("никто", "nobody")
ABOVE = Text("как у родительской услуги", "as the service above asks")
MOST_TOLD = 10
"""Of a long list so much is told; the thing itself tells all of it."""
TOP = Text("верхний уровень", "the top")


class About(msgspec.Struct, frozen=True):
    """Some of what a fact is about: ``things`` by their ids and then ``words``, with ``joint`` between them.

    ``turn`` is what something was and what it is, ``of_then`` by the names of then. ``unseen`` is told where nothing
    has a name for whoever reads it. ``attribute`` is the code of one that turned, then the types of ticket that give
    its former and its present value a meaning.
    """

    things: tuple[UUID, ...] = ()
    words: tuple[Text, ...] = ()
    joint: str = ", "
    label: Text = NOTHING
    turn: tuple[UUID | Text, UUID | Text] | None = None
    of_then: bool = False
    unseen: Text = NOTHING
    attribute: tuple[str, str, str] | None = None

    @property
    def ids(self) -> tuple[UUID, ...]:
        """All that is to be named when it is told."""
        return (*self.things, *(one for one in self.turn or () if isinstance(one, UUID)))

    def told(self, names: Names) -> Text:
        """In words; empty when nothing of it has a name for whoever reads it."""
        called = [*(names[thing] for thing in self.things if thing in names), *self.words]
        if self.turn is not None:
            was, now = (one if isinstance(one, Text) else names.get(one, Text.same(str(one))) for one in self.turn)
            called.append(Text(f"{was.ru} → {now.ru}", f"{was.en} → {now.en}"))
        if not called:
            return self.unseen
        return Text(
            *(f"{self.label.to(one)}{self.joint.join(name.to(one) for name in called)}" for one in ("ru", "en"))
        )


def who(named: Responsible | None, label: Text = NOTHING) -> list[About]:
    """A team, a person in it, or both; nothing where nobody is named."""
    if named is None:
        return []
    return [About(tuple(one for one in (named.team_id, named.person_id) if one), joint=" · ", label=label)]


def things(*ids: UUID | None, label: Text = NOTHING) -> list[About]:
    """Things by their ids."""
    return [About(tuple(one for one in ids if one is not None), label=label)]


def followed(ticket_id: UUID | None) -> list[About]:
    """Which ticket one goes on from; whoever may not see that one reads that there is one."""
    if ticket_id is None:
        return []
    label = Text("продолжает заявку ", "goes on from ticket ")
    return [About((ticket_id,), label=label, unseen=Text("продолжает другую заявку", "goes on from another ticket"))]


def linked(ticket_id: UUID) -> list[About]:
    """The other ticket; whoever may not see that one reads that there is one."""
    return [About((ticket_id,), unseen=Text("другая заявка", "another ticket"))]


def minutes(seconds: int) -> Text:
    """How long something took."""
    hours, rest = divmod(seconds // 60, 60)
    return Text(f"{hours} ч {rest} мин" if hours else f"{rest} мин", f"{hours}:{rest:02} h")


def words(*parts: Text | str, label: Text = NOTHING) -> list[About]:
    """What is told as it stands; what is empty is left out."""
    told = (word if isinstance(word, Text) else Text.same(word) for word in parts)
    return [About(words=tuple(word for word in told if word != NOTHING), label=label)]


def from_to(left: UUID | None, entered: UUID | None) -> list[About]:
    """From where to where; the top of a tree has no name of its own."""
    if left is None:
        return [*words(TOP, label=FROM), *things(entered, label=TO)]
    return [*things(left, label=FROM), *(words(TOP, label=TO) if entered is None else things(entered, label=TO))]


FROM, TO = Text("откуда — ", "from "), Text("куда — ", "to ")
HEIR = Text("заявки переходят: ", "tickets go to: ")
LEAD = Text("руководитель: ", "lead: ")
UNTIL, SINCE = Text("до ", "until "), Text("с ", "from ")


def asked(stages: Collection[ApprovalStage]) -> list[About]:
    """Whom the stages of an approval ask, each once."""
    return things(*dict.fromkeys(person_id for stage in stages for person_id in stage.approvers))


def answered(approver: UUID, by: UUID) -> list[About]:
    """Whose answer it is, and who gave it where that is somebody else."""
    instead = things(by, label=Text("за него ответил ", "answered for them by ")) if by != approver else []
    return [*things(approver), *instead]


def day(on: date) -> Text:
    """A day as people write it."""
    return Text(f"{on:%d.%m.%Y}", f"{on:%Y-%m-%d}")


def instant(at: datetime | None, label: Text) -> list[About]:
    """An instant by UTC; nothing where there is none."""
    return [] if at is None else words(Text(f"{at:%d.%m.%Y %H:%M} UTC", f"{at:%Y-%m-%d %H:%M} UTC"), label=label)


def window(span: Window) -> list[About]:
    """From when until when."""
    return [*instant(span.begins_at, SINCE), *instant(span.ends_at, UNTIL)]


def groups(held: Collection[str]) -> list[About]:
    """Groups of rights by their names."""
    return words(*(name for group, name in GROUP_NAMES.items() if group in held) if held else (NOTHING_LEFT,))


NOTHING_LEFT = Text("нет", "none")
KINDS: dict[str, Text] = {
    "own_company": Text("наша компания", "our company"),
    "department": Text("отдел", "department"),
    "company": Text("компания", "company"),
    "branch": Text("филиал", "branch"),
}
AGREEMENT_KINDS: dict[str, Text] = {
    "sla": Text("с клиентами (SLA)", "with clients (SLA)"),
    "ola": Text("между своими командами (OLA)", "between own teams (OLA)"),
    "underpinning": Text("с поставщиком", "with a supplier"),
}
ASKING = {True: Text("разрешено", "they do"), False: Text("не разрешено", "they do not")}
FACTOR = {
    "switched_on": Text("включён", "switched on"),
    "switched_off": Text("выключен", "switched off"),
    "codes_made": Text("новые коды восстановления", "new recovery codes"),
    "code_used": Text("вход по коду восстановления", "a recovery code was used"),
}
"""What happened to a second factor."""
SIZES = {True: Text("видят", "they see them"), False: Text("не видят", "they do not")}


def away(fact: absence.AbsencePlanned | absence.AbsenceReplanned) -> list[About]:
    """From when until when somebody is away, who stands in, and why."""
    substitute_id = fact.substitute_id
    return [
        *instant(fact.from_at, SINCE),
        *instant(fact.until_at, UNTIL),
        *([] if substitute_id is None else things(substitute_id, label=Text("замещает ", "stood in for by "))),
        *words(fact.note),
    ]


EVERY: dict[Every, Text] = {"day": Text("по суткам", "a day each"), "week": Text("по неделям", "a week each")}


def stint(told: Stint) -> list[About]:
    """Whose time on call, from when until when."""
    return [*things(told.person_id), *instant(told.from_at, SINCE), *instant(told.until_at, UNTIL)]


UNDEALT = Text("никому, пока не возьмут", "to nobody, until it is taken")
BY_TURN = Text("по очереди, после ", "by turn, after ")


def dealing(chosen: Dealing | None) -> list[About]:
    """How a team deals, and among whom."""
    return words(UNDEALT) if chosen is None else [*words(DEALING_NAMES[chosen.way]), *things(*chosen.people)]


def dealt(why: Dealt | None) -> list[About]:
    """Why somebody got a ticket that their team why."""
    if why is None:
        return []
    way = DEALING_NAMES[why.way]
    if why.after is not None:
        return things(why.after, label=BY_TURN)
    if why.load is None:
        return words(way)
    among = Text(f": {why.load}, из {why.among} человек", f": {why.load}, of {why.among} people")
    return words(Text(way.ru + among.ru, way.en + among.en))
