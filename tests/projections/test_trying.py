"""What a draft of a rule would do with tickets is what it does with them once it holds, over generated histories."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from api.questions.trying.tickets import RulesToTry, TriedTicket, seen, tried_on
from commands.agreement import RescheduleAgreement, ReviseAgreementPromise
from commands.agreement_scope import NameServices
from commands.checklist_template import MakeChecklistTemplate
from commands.command import Command
from commands.fields import Named
from commands.service import AddService, AllowServiceTypes
from commands.service_checklists import SetServiceChecklists
from commands.service_questions import SetServiceQuestions
from commands.service_schedule import DeclareHolidays, ReviseSchedule
from commands.ticket.checks import AddChecklist
from commands.ticket.talk import CommentOnTicket, PrioritiseTicket
from commands.ticket.work import LeadTicket, PutTicketInProgress, PutTicketOnHold, ReopenTicket, ResolveTicket
from commands.ticket_type.checklist import SetTypeChecklist
from commands.ticket_type.define import ReviseTicketType
from events.values.checklist import ChecklistPolicy
from events.values.duration import Duration
from events.values.identity import ChecklistTemplateId, ServiceId, TicketId
from events.values.schedule import DatedException
from events.values.service_form import ServiceForm, ServiceQuestion
from events.values.targets import Norm, Promise, Targets
from events.values.text import Text
from events.values.ticket_type import SHIPPED_TYPES, AttributeDefinition
from tests.projections.world import AS_DESK, ROUND_THE_CLOCK, World, viewer

INCIDENT = SHIPPED_TYPES["incident"]
OPTIONAL = AttributeDefinition(code="floor", name=Text.same("Этаж"), kind="text")
FLOOR = replace(OPTIONAL, required_in=frozenset({"in_progress", "resolved"}))
WITH_FLOOR = replace(INCIDENT, attributes=(OPTIONAL,))
SOONER = Promise(
    reaction=Targets(default=Norm(duration=Duration(10, "minutes"))),
    resolution=Targets(default=Norm(duration=Duration(90, "minutes"))),
)
WITHOUT_HOLD = replace(
    INCIDENT.lifecycle,
    statuses=tuple(one for one in INCIDENT.lifecycle.statuses if one.code != "on_hold"),
    transitions=tuple(way for way in INCIDENT.lifecycle.transitions if "on_hold" not in {way.leaves, way.enters}),
)


class Rules:
    """A desk with a service, three tickets of it and rules that may become others."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.schedule = world.schedule()
        self.other_schedule = world.schedule(ROUND_THE_CLOCK, name="24*7")
        self.agreement = world.agreement(self.schedule)
        self.by_olga = viewer("technologist", who=world.person("Ольга", groups=frozenset({"technologist"})))
        anna = world.person("Анна")
        add = AddService(title=Named(en="Printing"), types=("incident", "inquiry"))
        self.service = ServiceId(world.do(add).stream)
        world.do(NameServices(agreement_id=self.agreement, services=(self.service,)))
        world.do(ReviseTicketType(code="incident", definition=WITH_FLOOR))
        made = MakeChecklistTemplate(title=Named(ru="Визит"), items=("Пропуск",))
        self.template = ChecklistTemplateId(world.do(made, self.by_olga).stream)
        self.tickets = [
            world.ticket("Принтер", person=anna, service_id=self.service, impact="high", urgency="low"),
            world.ticket("Сканер", person=anna, type="incident"),
            world.ticket("Вопрос", person=anna, type="inquiry"),
        ]

    def deed(self, deed: str, ticket: TicketId) -> Command:
        deeds: dict[str, Callable[[], Command]] = {
            "start": lambda: PutTicketInProgress(ticket_id=ticket),
            "hold": lambda: PutTicketOnHold(ticket_id=ticket, reason="ждём"),
            "resolve": lambda: ResolveTicket(ticket_id=ticket, solution="готово"),
            "reopen": lambda: ReopenTicket(ticket_id=ticket),
            "say": lambda: CommentOnTicket(ticket_id=ticket, body="вслух"),
            "raise": lambda: PrioritiseTicket(ticket_id=ticket, priority="critical"),
            "list": lambda: AddChecklist(ticket_id=ticket, items=("Проверить",)),
        }
        return deeds[deed]()

    def draft(self, draft: str) -> Command:
        asked = ServiceForm(questions=(ServiceQuestion(code="floor", type="incident", is_required=True),))
        drafts: dict[str, Callable[[], Command]] = {
            "field": lambda: ReviseTicketType(code="incident", definition=replace(INCIDENT, attributes=(FLOOR,))),
            "cut": lambda: ReviseTicketType(
                code="incident",
                definition=replace(WITH_FLOOR, lifecycle=WITHOUT_HOLD),
                led={"on_hold": "in_progress"},
            ),
            "held": lambda: SetTypeChecklist(
                code="incident", policy=ChecklistPolicy(templates=(self.template,), all_before_resolved=True)
            ),
            "types": lambda: AllowServiceTypes(service_id=self.service, types=("inquiry",)),
            "asks": lambda: SetServiceQuestions(service_id=self.service, form=asked),
            "lists": lambda: SetServiceChecklists(service_id=self.service, checklists=(self.template,)),
            "sooner": lambda: ReviseAgreementPromise(agreement_id=self.agreement, promise=SOONER, apply_to_open=True),
            "later ones": lambda: ReviseAgreementPromise(agreement_id=self.agreement, promise=SOONER),
            "always": lambda: RescheduleAgreement(
                agreement_id=self.agreement, schedule_id=self.other_schedule, apply_to_open=True
            ),
            "hours": lambda: ReviseSchedule(
                schedule_id=self.schedule, timetable=ROUND_THE_CLOCK, effective_from=self.world.now
            ),
            "holiday": lambda: DeclareHolidays(
                schedule_id=self.schedule,
                exceptions=(DatedException(on=self.world.now.date(), hours=()),),
                effective_from=self.world.now,
            ),
        }
        return drafts[draft]()

    def tried(self, drafts: list[Command]) -> list[TriedTicket]:
        self.world.fold()
        wanted = RulesToTry(drafts=tuple(drafts), tickets=tuple(self.tickets))
        with self.world.cursor() as cursor:
            return tried_on(
                self.world.bus, cursor, self.by_olga, wanted, now=self.world.now, head=self.world.log.head()
            )


DEEDS = st.lists(
    st.tuples(
        st.sampled_from(["start", "hold", "resolve", "reopen", "say", "raise", "list"]),
        st.integers(0, 2),
        st.integers(0, 300),
    ),
    max_size=6,
)
DRAFTS = st.lists(
    st.sampled_from(
        ["field", "cut", "held", "types", "asks", "lists", "sooner", "later ones", "always", "hours", "holiday"]
    ),
    min_size=1,
    max_size=3,
    unique=True,
)


def test_a_draft_that_is_tried_and_then_done_gives_the_same_answers(world: World) -> None:
    @settings(max_examples=10, suppress_health_check=list(HealthCheck), deadline=None, print_blob=True)
    @given(steps=DEEDS, drafts=DRAFTS)
    def agrees(steps: list[tuple[str, int, int]], drafts: list[str]) -> None:
        compare(Rules(world.empty()), steps, drafts)

    agrees()


def compare(rules: Rules, steps: list[tuple[str, int, int]], drafts: list[str]) -> None:
    for deed, nth, minutes in steps:
        rules.world.pass_time(minutes=minutes)
        rules.world.attempt(rules.deed(deed, rules.tickets[nth]), rules.by_olga)
    rules.world.pass_time(minutes=30)
    before = rules.world.log.head()
    orders = [rules.draft(one) for one in drafts if not ({"field", "cut"} <= {*drafts} and one == "cut")]
    told = rules.tried(orders)
    assert rules.world.log.head() == before, "nothing was stored"
    for order in orders:
        rules.world.do(order, rules.by_olga)
    for ticket in rules.tickets:
        rules.world.do(LeadTicket(ticket_id=ticket), AS_DESK)
    rules.world.fold()
    with rules.world.cursor() as cursor:
        stand = rules.world.bus.suppose(
            (), rules.by_olga, lambda work: seen(cursor, work, rules.tickets, rules.world.now)
        )
    assert [one.then for one in told] == [one.standing for one in stand]
    for one in told:
        assert one.differs == tuple(
            field for field in one.now.__struct_fields__ if getattr(one.now, field) != getattr(one.then, field)
        )


def test_it_says_what_each_draft_would_change_of_a_ticket(world: World) -> None:
    rules = Rules(world)
    world.do(PutTicketOnHold(ticket_id=rules.tickets[0], reason="ждём"), rules.by_olga)
    world.do(PutTicketInProgress(ticket_id=rules.tickets[1]), rules.by_olga)

    def changed(draft: str) -> dict[str, Any]:
        told = rules.tried([rules.draft(draft)])
        return {str(one.number): one.differs for one in told}

    assert changed("cut") == {"1001": ("status", "status_name", "ways", "clocks"), "1002": ("ways",), "1003": ()}
    assert changed("field") == {"1001": ("ways",), "1002": ("ways", "lacking"), "1003": ()}
    assert changed("later ones") == {"1001": (), "1002": (), "1003": ()}
    assert changed("sooner") == {"1001": ("clocks",), "1002": ("clocks",), "1003": ("clocks",)}
    (_, started, _) = rules.tried([rules.draft("always"), rules.draft("held")])
    assert started.differs == ("schedule_id", "schedule", "clocks", "begins_with")
    assert (started.now.schedule, started.then.schedule) == (Text.same("8*5"), Text.same("24*7"))
