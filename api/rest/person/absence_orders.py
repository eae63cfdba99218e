"""Ways to say when somebody is away; part of ``api.rest.command_table``."""

from __future__ import annotations

from api.rest.command_route import PERSON, CommandRoute, of
from commands.person.absence import EndAbsence, PlanAbsence, ReplanAbsence

ABSENCE = "b4a7c1d2-5e6f-5a1b-8c2d-9e0f1a2b3c44"

ABSENCE_ROUTES: tuple[CommandRoute, ...] = (
    of(
        "persons",
        "person_id",
        "absences",
        PlanAbsence,
        "Запланировать отсутствие и назвать, кто замещает",
        "Plan an absence and name who stands in",
        {
            "from_at": "2030-07-01T00:00:00+03:00",
            "until_at": "2030-07-15T00:00:00+03:00",
            "substitute_id": PERSON,
            "note": "Отпуск",
        },
    ),
    of(
        "persons",
        "person_id",
        "absences/replan",
        ReplanAbsence,
        "Изменить отсутствие",
        "Change an absence",
        {"absence_id": ABSENCE, "until_at": "2030-07-08T00:00:00+03:00"},
    ),
    of(
        "persons",
        "person_id",
        "absences/end",
        EndAbsence,
        "Закончить отсутствие раньше или отменить",
        "End an absence early, or call it off",
        {"absence_id": ABSENCE},
    ),
)
