"""The demo company: who works there, who asks, in which teams and hours; set up by ``api.demo.load``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from api.demo.units import place_of
from commands.command import Command
from commands.fields import Named
from commands.person.register import RegisterPerson
from commands.service_schedule import DeclareHolidays, DrawUpSchedule
from commands.team import FormTeam, NameTeamLead
from events.values.identity import AgreementId, OrgUnitId, PersonId, ScheduleId, TeamId, named
from events.values.people import Actor, Group, Language, Viewer
from events.values.person_name import PersonName
from events.values.schedule import Hours, Timetable, WorkWeek
from sla_engine.holiday_proposals import proposals

MOSCOW = "Europe/Moscow"
DESK_ADDRESS = "support@severny-veter.example"
TeamKey = Literal["first", "second", "network", "accounting"]

OFFICE_HOURS = ScheduleId(named("demo", "schedule:office"))
ROUND_THE_CLOCK = ScheduleId(named("demo", "schedule:24x7"))
BASE = AgreementId(named("demo", "agreement:base"))
VIP = AgreementId(named("demo", "agreement:vip"))
OLA = AgreementId(named("demo", "agreement:accounting"))
TEAMS: dict[TeamKey, TeamId] = {
    "first": TeamId(named("demo", "team:first")),
    "second": TeamId(named("demo", "team:second")),
    "network": TeamId(named("demo", "team:network")),
    "accounting": TeamId(named("demo", "team:accounting")),
}


class Somebody(msgspec.Struct, frozen=True):
    """A person of the demo; the part of the address before the @ tells them apart."""

    email: str
    name: str
    groups: frozenset[Group] = frozenset({"requester"})
    language: Language = "ru"
    kind: Literal["employee", "contact"] = "employee"
    is_vip: bool = False

    @property
    def card_name(self) -> PersonName:
        """The name as it stands on their card."""
        first, _, last = self.name.partition(" ")
        return PersonName(last, first)


def _staff(email: str, name: str, group: Group, language: Language = "ru", also: Group | None = None) -> Somebody:
    groups = frozenset({group} if also is None else {group, also})
    return Somebody(f"{email}@severny-veter.example", name, groups, language)


def _employee(email: str, name: str, *, is_vip: bool = False) -> Somebody:
    return Somebody(f"{email}@severny-veter.example", name, is_vip=is_vip)


def _contact(email: str, name: str, language: Language, *, is_vip: bool = False) -> Somebody:
    return Somebody(email, name, language=language, kind="contact", is_vip=is_vip)


OPERATOR = _staff("o.vesnina", "Ольга Веснина", "specialist")
HEAD = _staff("v.klimova", "Вера Климова", "administrator")
TECHNOLOGIST = _staff("k.sorokin", "Кирилл Сорокин", "technologist")
MEMBERS: dict[TeamKey, tuple[Somebody, ...]] = {
    "first": (
        OPERATOR,
        _staff("t.akhmetov", "Тимур Ахметов", "specialist", also="problem_specialist"),
        _staff("a.koltsova", "Анна Кольцова", "specialist"),
        _staff("d.brooks", "Daniel Brooks", "specialist", "en"),
    ),
    "second": (
        _staff("s.protasov", "Сергей Протасов", "second_line"),
        _staff("m.lebedeva", "Мария Лебедева", "second_line"),
        _staff("p.nair", "Priya Nair", "second_line", "en"),
    ),
    "network": (
        _staff("i.samoylov", "Игорь Самойлов", "second_line", also="change_specialist"),
        _staff("l.meyer", "Lukas Meyer", "second_line", "en"),
    ),
    "accounting": (
        _staff("n.guseva", "Наталья Гусева", "second_line"),
        _staff("a.drozdov", "Артём Дроздов", "second_line"),
    ),
}
"""Who works in which team; the first of each is its lead."""

REQUESTERS: tuple[Somebody, ...] = (
    _employee("b.gromov", "Борис Громов", is_vip=True),
    _employee("a.ryabinina", "Алла Рябинина", is_vip=True),
    _employee("e.markova", "Елена Маркова"),
    _employee("v.sedov", "Виктор Седов"),
    _employee("k.ignatieva", "Ксения Игнатьева"),
    _employee("d.kotov", "Дмитрий Котов"),
    _employee("l.panova", "Людмила Панова"),
    _employee("r.galiev", "Руслан Галиев"),
    _employee("t.ershova", "Татьяна Ершова"),
    _employee("m.zimin", "Максим Зимин"),
    _employee("yu.belyaeva", "Юлия Беляева"),
    _employee("g.sotnikov", "Глеб Сотников"),
    _employee("s.nazarova", "Светлана Назарова"),
    _employee("n.orlov", "Николай Орлов"),
    _contact("i.lanskaya@yantar-retail.example", "Ирина Ланская", "ru"),
    _contact("o.tihiy@yantar-retail.example", "Олег Тихий", "ru"),
    _contact("zh.morozova@yantar-retail.example", "Жанна Морозова", "ru"),
    _contact("p.vlasov@yantar-retail.example", "Пётр Власов", "ru"),
    _contact("j.whitfield@baltic-freight.example", "James Whitfield", "en"),
    _contact("e.hughes@baltic-freight.example", "Eleanor Hughes", "en", is_vip=True),
    _contact("m.novak@baltic-freight.example", "Marek Novak", "en"),
    _contact("s.lindqvist@baltic-freight.example", "Sofia Lindqvist", "en"),
    _contact("t.okafor@baltic-freight.example", "Tobias Okafor", "en"),
)
AUDITOR = _staff("p.ershov", "Павел Ершов", "auditor")
EVERYBODY: tuple[Somebody, ...] = (
    *(who for team in MEMBERS.values() for who in team),
    HEAD,
    TECHNOLOGIST,
    AUDITOR,
    *REQUESTERS,
)

_NINE_TO_SIX = (Hours("09:00", "13:00"), Hours("14:00", "18:00"))
_ALWAYS = (Hours("00:00", "24:00"),)
TEAM_TITLES: dict[TeamKey, Named] = {
    "first": Named(ru="Первая линия", en="First line"),
    "second": Named(ru="Вторая линия", en="Second line"),
    "network": Named(ru="Сеть и связь", en="Network"),
    "accounting": Named(ru="1С и учётные системы", en="1C and accounting"),
}


def key_of(who: Somebody) -> str:
    """What a person is called among the demo's commands."""
    return who.email.partition("@")[0]


def person_commands(units: Mapping[str, OrgUnitId]) -> dict[str, Command]:
    """Everybody's registration, by key, which is their login, too; ``units`` are those of ``api.demo.units``."""
    return {
        key_of(who): RegisterPerson(
            full_name=who.card_name,
            kind=who.kind,
            unit_id=units[place_of(key_of(who))],
            emails=(who.email,),
            login=key_of(who),
            licence="unlicensed" if who.groups == {"requester"} else "named",
            groups=who.groups,
            language=who.language,
        )
        for who in EVERYBODY
    }


def schedule_commands(anchor: datetime) -> dict[str, Command]:
    """The holidays of the years around ``anchor`` from the library, and the schedule that never closes."""
    years = (anchor.year - 1, anchor.year, anchor.year + 1)
    days = tuple(day for year in years for day in proposals("RU", year, _NINE_TO_SIX))
    return {
        "holidays": DeclareHolidays(
            schedule_id=OFFICE_HOURS,
            exceptions=days,
            effective_from=anchor.replace(year=anchor.year - 1, month=1, day=1),
        ),
        "schedule:24x7": DrawUpSchedule(
            schedule_id=ROUND_THE_CLOCK,
            title=Named(ru="Круглосуточно", en="24x7"),
            timetable=Timetable(zone=MOSCOW, week=WorkWeek(**dict.fromkeys(WorkWeek.__struct_fields__, _ALWAYS))),
        ),
    }


def first_command() -> DrawUpSchedule:
    """The schedule 9-18 with lunch: the first thing that the demo makes; when it was written is "now" for the rest."""
    weekdays = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), _NINE_TO_SIX)
    return DrawUpSchedule(
        schedule_id=OFFICE_HOURS,
        title=Named(ru="9–18 с обедом", en="9-18 with lunch"),
        timetable=Timetable(zone=MOSCOW, week=WorkWeek(**weekdays)),
    )


def last_command(people: Mapping[str, PersonId]) -> NameTeamLead:
    """The first line gets its lead when all else is loaded, and so marks that it is."""
    return NameTeamLead(team_id=TEAMS["first"], lead=people[key_of(OPERATOR)])


def team_commands(people: Mapping[str, PersonId]) -> dict[str, Command]:
    """The teams; the first line's lead is named last of all."""
    made: dict[str, Command] = {}
    for team, members in MEMBERS.items():
        ids = tuple(people[key_of(who)] for who in members)
        lead = None if team == "first" else ids[0]
        made[f"team:{team}"] = FormTeam(team_id=TEAMS[team], title=TEAM_TITLES[team], members=ids, lead=lead)
    return made


def as_historian(who: Somebody, person_id: UUID) -> Viewer:
    """A person whose past acts are told by the desk: the facts name the person, the right to backdate is ours."""
    actor = Actor(kind="person", id=person_id, name=who.card_name.full)
    return Viewer(actor=actor, groups=frozenset({"administrator"}), language=who.language)
