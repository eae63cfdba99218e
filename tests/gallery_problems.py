"""Examples of the facts of problems; part of ``tests.gallery``."""

from __future__ import annotations

from events.fact import Fact
from events.outage import OutageAnnounced, OutageEnded, OutageJoined, OutageLeft
from events.problem import (
    ProblemAssigned,
    ProblemDescribed,
    ProblemIncidentsLinked,
    ProblemIncidentsUnlinked,
    ProblemMoved,
    ProblemRegistered,
    RootCauseFound,
    WorkaroundFound,
)
from events.values.identity import problem_id, ticket_id
from events.values.people import Responsible
from events.values.text import Text
from tests.gallery_services import INTERNET, PRINTERS
from tests.people import ANNA, FIRST_LINE, OLGA, SECOND_LINE, SEMYON

PROBLEM = problem_id(1)
SIGN, OTHER_SIGN = ticket_id(17), ticket_id(18)

PROBLEM_REGISTERED = ProblemRegistered(
    problem_id=PROBLEM,
    number=1,
    subject="Принтеры теряют сеть по утрам",
    description="Три этажа, каждое утро",
    priority="high",
    responsible=Responsible(FIRST_LINE, OLGA),
    incidents=(SIGN,),
    services=(PRINTERS,),
)
CAUSE = RootCauseFound(problem_id=PROBLEM, root_cause="Коммутатор перезагружается в шесть утра")
WORKAROUND = WorkaroundFound(problem_id=PROBLEM, workaround="Выключить и включить принтер")
SOLUTION = "Заменён блок питания коммутатора"
PROBLEM_RESOLVED = ProblemMoved(problem_id=PROBLEM, status="resolved", solution=SOLUTION)

OUTAGE = OutageAnnounced(
    problem_id=PROBLEM,
    nth=1,
    title=Text("Принтеры без сети, чиним", "Printers are offline, we are on it"),
    affects="everyone",
)
JOINED = OutageJoined(problem_id=PROBLEM, person_id=ANNA, nth=1)

EXAMPLES: tuple[Fact, ...] = (
    PROBLEM_REGISTERED,
    ProblemDescribed(
        problem_id=PROBLEM,
        subject="Принтеры и телефоны теряют сеть",
        description="Весь дом",
        priority="critical",
        services=(PRINTERS, INTERNET),
    ),
    ProblemAssigned(problem_id=PROBLEM, responsible=Responsible(SECOND_LINE, SEMYON)),
    ProblemIncidentsLinked(problem_id=PROBLEM, incidents=(OTHER_SIGN,)),
    ProblemIncidentsUnlinked(problem_id=PROBLEM, incidents=(SIGN,)),
    WORKAROUND,
    CAUSE,
    ProblemMoved(problem_id=PROBLEM, status="resolved", reason="Больше не повторяется", solution=SOLUTION),
    OUTAGE,
    JOINED,
    OutageLeft(problem_id=PROBLEM, person_id=ANNA, nth=1),
    OutageEnded(problem_id=PROBLEM, nth=1),
)
