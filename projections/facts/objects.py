"""Whom and what a fact is about beyond its sentence: to whom, into which, from where; asked by timelines and histories.

A fact names people and things by ids. What these are called is asked when it is read, for whoever reads it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from psycopg import Cursor

from events import (
    absence,
    account,
    agreement,
    approval,
    article,
    change_freeze,
    change_request,
    headship,
    holding,
    macro,
    org_unit,
    person,
    person_files,
    person_merge,
    problem,
    reply_template,
    service,
    substitute,
    team,
    team_turn,
    ticket,
    ticket_links,
    ticket_ready,
    ticket_shares,
    ticket_tags,
    ticket_tasks,
    ticket_time,
    ticket_unmerged,
    ticket_view,
    ticket_words,
)
from events import service_schedule as schedule
from events import ticket_type as types
from events.fact import Fact
from events.values.approval import ApprovalStage
from events.values.article import AUDIENCE_NAMES, LANGUAGES
from events.values.change import Window
from events.values.dealing import DEALING_NAMES, Dealing, Dealt
from events.values.identity import ticket_type_id
from events.values.people import GROUP_NAMES, Responsible, Viewer
from events.values.text import Text
from events.values.ticket import TYPES
from projections.facts import past_names
from projections.kit import visibility
from projections.kit.reads import reads
from projections.kit.statement import statement
from projections.person import directory

Names = Mapping[UUID, Text]
"""Ids of people, teams, units, services, agreements, schedules and tickets with what they are called."""

_NOTHING = Text.same("")
_NOBODY = Text("никто", "nobody")
_ABOVE = Text("как у родительской услуги", "as the service above asks")
_TOP = Text("верхний уровень", "the top")


class About(msgspec.Struct, frozen=True):
    """Some of what a fact is about: ``things`` by their ids and then ``words``, with ``joint`` between them.

    ``turn`` is what something was and what it is, ``of_then`` by the names of then. ``unseen`` is told where nothing
    has a name for whoever reads it. ``attribute`` is the code of one that turned, then the types of ticket that give
    its former and its present value a meaning.
    """

    things: tuple[UUID, ...] = ()
    words: tuple[Text, ...] = ()
    joint: str = ", "
    label: Text = _NOTHING
    turn: tuple[UUID | Text, UUID | Text] | None = None
    of_then: bool = False
    unseen: Text = _NOTHING
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


def about(fact: Fact) -> tuple[About, ...]:
    """What a fact is about; nothing where its sentence says all."""
    tell = _ABOUT.get(type(fact))
    return () if tell is None else tuple(tell(fact))


def completed(sentence: Text, told: Iterable[About], names: Names) -> Text:
    """A sentence with whom and what it is about behind it."""
    parts = [part for one in told if (part := one.told(names)) != _NOTHING]
    if not parts:
        return sentence
    return Text(*(_behind(sentence.to(one), "; ".join(part.to(one) for part in parts)) for one in ("ru", "en")))


def _behind(sentence: str, told: str) -> str:
    return f"{sentence}{'; ' if ': ' in sentence else ': '}{told}"


@reads("ticket_list", also=(past_names.latest, directory.names))
def names_of(cursor: Cursor[Any], viewer: Viewer, told: Iterable[About]) -> dict[UUID, Text]:
    """What is called how that is told of; tickets only those that the viewer may see."""
    ids = list({thing for one in told for thing in one.ids})
    if not ids:
        return {}
    sees, params = visibility.tickets(viewer, "t")
    cursor.execute(
        statement("SELECT ticket_id, number FROM ticket_list t WHERE ticket_id = ANY(%(ids)s) AND {sees}", sees=sees),
        {**params, "ids": ids},
    )
    numbers = {ticket_id: Text.same(f"№{number}") for ticket_id, number in cursor}
    types = {type_id: TYPES[code] for code in TYPES if (type_id := ticket_type_id(code)) in ids}
    return {**types, **past_names.latest(cursor, ids), **numbers, **directory.names(cursor, ids)}


@reads(also=(past_names.as_of,))
def names_then(cursor: Cursor[Any], told: Iterable[About], names: Names, position: int) -> Names:
    """As ``names``, with the names of then, at a place of the log, of what is told by them."""
    ids = [thing for one in told if one.of_then for thing in one.ids]
    return {**names, **past_names.as_of(cursor, ids, position)} if ids else names


def _who(named: Responsible | None, label: Text = _NOTHING) -> list[About]:
    if named is None:
        return []
    return [About(tuple(one for one in (named.team_id, named.person_id) if one), joint=" · ", label=label)]


def _things(*ids: UUID | None, label: Text = _NOTHING) -> list[About]:
    return [About(tuple(one for one in ids if one is not None), label=label)]


def _followed(ticket_id: UUID | None) -> list[About]:
    """Which ticket one goes on from; whoever may not see that one reads that there is one."""
    if ticket_id is None:
        return []
    label = Text("продолжает заявку ", "goes on from ticket ")
    return [About((ticket_id,), label=label, unseen=Text("продолжает другую заявку", "goes on from another ticket"))]


def _linked(ticket_id: UUID) -> list[About]:
    """The other ticket; whoever may not see that one reads that there is one."""
    return [About((ticket_id,), unseen=Text("другая заявка", "another ticket"))]


def _minutes(seconds: int) -> Text:
    hours, minutes = divmod(seconds // 60, 60)
    return Text(f"{hours} ч {minutes} мин" if hours else f"{minutes} мин", f"{hours}:{minutes:02} h")


def _words(*words: Text | str, label: Text = _NOTHING) -> list[About]:
    told = (word if isinstance(word, Text) else Text.same(word) for word in words)
    return [About(words=tuple(word for word in told if word != _NOTHING), label=label)]


def _from_to(left: UUID | None, entered: UUID | None) -> list[About]:
    """From where to where; the top of a tree has no name of its own."""
    if left is None:
        return [*_words(_TOP, label=_FROM), *_things(entered, label=_TO)]
    return [*_things(left, label=_FROM), *(_words(_TOP, label=_TO) if entered is None else _things(entered, label=_TO))]


_FROM, _TO = Text("откуда — ", "from "), Text("куда — ", "to ")
_HEIR = Text("заявки переходят: ", "tickets go to: ")
_LEAD = Text("руководитель: ", "lead: ")
_UNTIL, _SINCE = Text("до ", "until "), Text("с ", "from ")


def _asked(stages: Collection[ApprovalStage]) -> list[About]:
    return _things(*dict.fromkeys(person_id for stage in stages for person_id in stage.approvers))


def _answered(approver: UUID, by: UUID) -> list[About]:
    instead = _things(by, label=Text("за него ответил ", "answered for them by ")) if by != approver else []
    return [*_things(approver), *instead]


def _day(on: date) -> Text:
    return Text(f"{on:%d.%m.%Y}", f"{on:%Y-%m-%d}")


def _instant(at: datetime | None, label: Text) -> list[About]:
    return [] if at is None else _words(Text(f"{at:%d.%m.%Y %H:%M} UTC", f"{at:%Y-%m-%d %H:%M} UTC"), label=label)


def _window(window: Window) -> list[About]:
    return [*_instant(window.begins_at, _SINCE), *_instant(window.ends_at, _UNTIL)]


def _groups(groups: Collection[str]) -> list[About]:
    return _words(*(name for group, name in GROUP_NAMES.items() if group in groups) if groups else (_NOTHING_LEFT,))


_NOTHING_LEFT = Text("нет", "none")
_KINDS: dict[str, Text] = {
    "own_company": Text("наша компания", "our company"),
    "department": Text("отдел", "department"),
    "company": Text("компания", "company"),
    "branch": Text("филиал", "branch"),
}
_AGREEMENT_KINDS: dict[str, Text] = {
    "sla": Text("с клиентами (SLA)", "with clients (SLA)"),
    "ola": Text("между своими командами (OLA)", "between own teams (OLA)"),
    "underpinning": Text("с поставщиком", "with a supplier"),
}
_ASKING = {True: Text("разрешено", "they do"), False: Text("не разрешено", "they do not")}
_SIZES = {True: Text("видят", "they see them"), False: Text("не видят", "they do not")}


def _away(fact: absence.AbsencePlanned | absence.AbsenceReplanned) -> list[About]:
    substitute_id = fact.substitute_id
    return [
        *_instant(fact.from_at, _SINCE),
        *_instant(fact.until_at, _UNTIL),
        *([] if substitute_id is None else _things(substitute_id, label=Text("замещает ", "stood in for by "))),
        *_words(fact.note),
    ]


_UNDEALT = Text("никому, пока не возьмут", "to nobody, until it is taken")
_BY_TURN = Text("по очереди, после ", "by turn, after ")


def _dealing(dealing: Dealing | None) -> list[About]:
    """How a team deals, and among whom."""
    return _words(_UNDEALT) if dealing is None else [*_words(DEALING_NAMES[dealing.way]), *_things(*dealing.people)]


def _dealt(dealt: Dealt | None) -> list[About]:
    """Why somebody got a ticket that their team dealt."""
    if dealt is None:
        return []
    way = DEALING_NAMES[dealt.way]
    if dealt.after is not None:
        return _things(dealt.after, label=_BY_TURN)
    if dealt.load is None:
        return _words(way)
    among = Text(f": {dealt.load}, из {dealt.among} человек", f": {dealt.load}, of {dealt.among} people")
    return _words(Text(way.ru + among.ru, way.en + among.en))


_ABOUT: dict[type[Fact], Callable[[Any], Sequence[About]]] = {
    ticket.TicketRegistered: lambda fact: [
        *_who(fact.responsible, Text("ответственный — ", "responsible — ")),
        *_followed(fact.follows),
    ],
    ticket.TicketAssigned: lambda fact: [*_who(fact.responsible), *_dealt(fact.dealt)],
    ticket_words.TicketPeopleMentioned: lambda fact: _things(*fact.persons),
    ticket.TicketMerged: lambda fact: _things(fact.into),
    ticket_unmerged.TicketUnmerged: lambda fact: _things(fact.parted_from),
    ticket.EscalationReached: lambda fact: _things(
        fact.action.reassign_to_team, label=Text("передаётся команде ", "goes to the team ")
    ),
    **dict.fromkeys(
        ticket_shares.SHARE_FACTS,
        lambda fact: _groups([fact.group]) if fact.group else _things(fact.person_id),
    ),
    ticket_links.TicketLinked: lambda fact: _linked(fact.to),
    ticket_links.TicketUnlinked: lambda fact: _linked(fact.to),
    ticket_tags.TicketTagged: lambda fact: _words(*fact.tags),
    ticket_tags.TicketUntagged: lambda fact: _words(*fact.tags),
    ticket_ready.MacroApplied: lambda fact: _words(fact.name),
    ticket_ready.ReplyTemplateUsed: lambda fact: _words(fact.name),
    ticket_tasks.TaskAdded: lambda fact: [*_who(fact.responsible), *_instant(fact.due_at, _UNTIL)],
    ticket_tasks.TaskReplanned: lambda fact: [*_who(fact.responsible), *_instant(fact.due_at, _UNTIL)],
    ticket_time.TimeSpent: lambda fact: [*_things(fact.person_id), *_words(_minutes(fact.seconds), fact.note)],
    ticket_time.TimeSpentCorrected: lambda fact: _words(_minutes(fact.seconds), fact.note),
    approval.ApprovalRequested: lambda fact: _asked(fact.stages),
    approval.ApprovalAnswered: lambda fact: _answered(fact.approver_id, fact.answered_by),
    approval.ApprovalEnded: lambda fact: _things(
        *fact.unanswered, label=Text("ответить больше некому за: ", "nobody is left to answer for: ")
    ),
    approval.ApprovalReminded: lambda fact: _things(*fact.approvers),
    substitute.SubstituteNamed: lambda fact: [
        *_things(fact.substitute_id),
        *_instant(fact.from_at, _SINCE),
        *_instant(fact.until_at, _UNTIL),
    ],
    absence.AbsencePlanned: _away,
    absence.AbsenceReplanned: _away,
    absence.AbsenceEnded: lambda fact: _instant(fact.ended_at, _SINCE),
    types.TicketTypeDefined: lambda fact: _words(fact.definition.name),
    types.TicketTypeRevised: lambda fact: _words(fact.definition.name),
    agreement.AgreementConcluded: lambda fact: _words(fact.name),
    agreement.AgreementRenamed: lambda fact: _words(fact.name),
    agreement.AgreementKindCorrected: lambda fact: _words(_AGREEMENT_KINDS.get(fact.kind, Text.same(fact.kind))),
    agreement.AgreementRescheduled: lambda fact: _things(fact.schedule_id),
    agreement.AgreementDefaultResponsibleNamed: lambda fact: _who(fact.responsible),
    agreement.AgreementProviderNamed: lambda fact: _things(fact.provider_id),
    agreement.AgreementRecipientsNamed: lambda fact: _things(*fact.units, *fact.persons),
    agreement.AgreementServicesNamed: lambda fact: _things(*fact.services),
    agreement.AgreementValiditySet: lambda fact: [
        *_instant(fact.valid_from_at, _SINCE),
        *_instant(fact.valid_until_at, _UNTIL),
    ],
    agreement.AgreementArchived: lambda fact: _words(fact.reason),
    agreement.BaseAgreementChosen: lambda fact: _things(fact.agreement_id),
    agreement.DeskResponsibleNamed: lambda fact: _who(fact.responsible),
    headship.HeadshipTaken: lambda fact: _things(fact.person_id, fact.unit_id),
    headship.HeadshipLaidDown: lambda fact: _things(fact.person_id, fact.unit_id),
    holding.AgreementGranted: lambda fact: _things(fact.agreement_id),
    holding.AgreementWithdrawn: lambda fact: _things(fact.agreement_id),
    service.ServiceAdded: lambda fact: _words(fact.name),
    service.ServiceDescribed: lambda fact: _words(fact.name),
    service.ServiceMoved: lambda fact: _from_to(fact.from_id, fact.parent_id),
    service.ServiceResponsibleNamed: lambda fact: _who(fact.responsible) or _words(_NOBODY),
    service.ServiceQuestionsSet: lambda fact: _words(
        *(question.code for question in fact.form.questions) if fact.form is not None else (_ABOVE,)
    ),
    schedule.ScheduleDrawnUp: lambda fact: _words(fact.name),
    schedule.ScheduleRenamed: lambda fact: _words(fact.name),
    schedule.HolidaysDeclared: lambda fact: _words(*(_day(one.on) for one in fact.exceptions)),
    schedule.HolidaysWithdrawn: lambda fact: _words(*(_day(one) for one in fact.dates)),
    org_unit.OrgUnitAdded: lambda fact: [
        *_words(fact.name),
        *_words(_KINDS.get(fact.kind, Text.same(fact.kind))),
        *_things(fact.parent_id, label=Text("внутри ", "within ")),
    ],
    org_unit.OrgUnitRenamed: lambda fact: _words(fact.name),
    org_unit.OrgUnitMoved: lambda fact: _from_to(fact.from_id, fact.parent_id),
    org_unit.OrgUnitHeadNamed: lambda fact: _things(fact.head),
    org_unit.OrgUnitFed: lambda fact: _words(fact.source.name),
    org_unit.OrgUnitSharingSet: lambda fact: _words(_SIZES[fact.shares_tickets]),
    org_unit.OrgUnitAskingSet: lambda fact: _words(_ASKING[fact.asks_for_colleagues]),
    person.PersonRegistered: lambda fact: [*_words(fact.name.full), *_things(fact.unit_id)],
    person.PersonRenamed: lambda fact: _words(fact.name.full),
    person.PersonMoved: lambda fact: _from_to(fact.from_id, fact.unit_id),
    person.PersonPositionChanged: lambda fact: _words(fact.position or _NOTHING_LEFT),
    person.PersonEmailsChanged: lambda fact: _words(*(fact.emails or (_NOTHING_LEFT,))),
    person.PersonPhonesChanged: lambda fact: _words(*(fact.phones or (_NOTHING_LEFT,))),
    person.PersonLanguageChanged: lambda fact: _words(LANGUAGES[fact.language]),
    person.PersonGroupsGranted: lambda fact: _groups(fact.groups),
    person.PersonLoginGiven: lambda fact: _words(fact.login or _NOTHING_LEFT),
    person.PersonFed: lambda fact: _words(fact.source.name),
    person_merge.PersonMerged: lambda fact: [*_things(fact.into_id), *_words(*filter(None, (fact.reason,)))],
    person_files.PersonFileAdded: lambda fact: _words(fact.file.name),
    person_merge.PersonTookIn: lambda fact: _things(fact.merged_id),
    account.TokenMade: lambda fact: _instant(fact.expires_at, _UNTIL),
    team.TeamFormed: lambda fact: [
        *_words(fact.name),
        *_things(*fact.members, label=Text("участники: ", "members: ")),
        *_things(fact.lead, label=_LEAD),
    ],
    team.TeamRenamed: lambda fact: _words(fact.name),
    team.TeamMembersLinked: lambda fact: _things(*fact.members),
    team.TeamMembersUnlinked: lambda fact: [*_things(*fact.members), *_who(fact.hand_over_to, _HEIR)],
    team.TeamLeadNamed: lambda fact: _words(_NOBODY) if fact.lead is None else _things(fact.lead),
    team.TeamDealingChosen: lambda fact: _dealing(fact.dealing),
    team_turn.TurnTaken: lambda fact: _things(fact.person_id, fact.ticket_id),
    team.TeamDisbanded: lambda fact: _who(fact.hand_over_to, _HEIR),
    ticket_view.ViewMade: lambda fact: _words(fact.name),
    ticket_view.ViewRenamed: lambda fact: _words(fact.name),
    ticket_view.ViewShared: lambda fact: _things(fact.audience.team_id),
    reply_template.ReplyTemplateMade: lambda fact: _words(fact.name),
    reply_template.ReplyTemplateReworded: lambda fact: _words(fact.name),
    reply_template.ReplyTemplateShared: lambda fact: _things(fact.audience.team_id),
    article.ArticleWritten: lambda fact: [*_words(*(one.title for one in fact.texts)), *_things(*fact.services)],
    article.ArticleRedrafted: lambda fact: _words(LANGUAGES[fact.draft.language]),
    article.ArticleDraftDropped: lambda fact: _words(LANGUAGES[fact.language]),
    article.ArticlePublished: lambda fact: _words(*(LANGUAGES[one.language] for one in fact.texts), fact.note),
    article.ArticleWithdrawn: lambda fact: _words(fact.reason),
    article.ArticleOpened: lambda fact: _words(AUDIENCE_NAMES[fact.audience]),
    article.ArticleServicesNamed: lambda fact: _things(*fact.services) if fact.services else _words(_NOTHING_LEFT),
    article.ArticleChecked: lambda fact: [] if fact.check_again_on is None else _words(_day(fact.check_again_on)),
    article.ArticleFilesNamed: lambda fact: _words(*(one.name for one in fact.attachments)),
    macro.MacroMade: lambda fact: _words(fact.name),
    macro.MacroChanged: lambda fact: _words(fact.name),
    macro.MacroShared: lambda fact: _things(fact.audience.team_id),
    problem.ProblemRegistered: lambda fact: [*_words(fact.subject), *_things(*fact.incidents)],
    problem.ProblemDescribed: lambda fact: _words(fact.subject),
    problem.ProblemAssigned: lambda fact: _who(fact.responsible),
    problem.ProblemMoved: lambda fact: _words(fact.reason),
    problem.ProblemIncidentsLinked: lambda fact: _things(*fact.incidents),
    problem.ProblemIncidentsUnlinked: lambda fact: _things(*fact.incidents),
    change_request.ChangeDrafted: lambda fact: _words(fact.outline.subject),
    change_request.ChangeOutlined: lambda fact: _words(fact.outline.subject),
    change_request.ChangeAssigned: lambda fact: _who(fact.responsible),
    change_request.ChangeIncidentsLinked: lambda fact: _things(*fact.incidents),
    change_request.ChangeIncidentsUnlinked: lambda fact: _things(*fact.incidents),
    change_request.ChangeSubmitted: lambda fact: _asked(fact.stages),
    change_request.ChangeApprovalAnswered: lambda fact: _answered(fact.approver_id, fact.answered_by),
    change_request.ChangeApprovalReminded: lambda fact: _things(*fact.approvers),
    change_freeze.FreezeDeclared: lambda fact: [
        *_words(fact.freeze.title),
        *_window(fact.freeze.window),
        *_things(*fact.freeze.services, *fact.freeze.people),
    ],
    change_freeze.ChangeFreezePassed: lambda fact: _words(fact.reason),
    change_request.ChangeScheduled: lambda fact: _window(fact.window),
    change_request.ChangeMoved: lambda fact: _words(fact.reason),
}
