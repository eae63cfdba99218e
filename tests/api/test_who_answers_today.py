"""Cards say who answers today, the heir of a disbanded team or the team for who has gone, beside who was named."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from commands.agreement import ConcludeAgreement
from commands.agreement_scope import NameDeskResponsible
from commands.change_request.draft import DraftChange
from commands.fields import Named
from commands.person.access import DeactivatePerson, GrantGroups
from commands.person.register import RegisterPerson
from commands.problem.register import RegisterProblem
from commands.service import AddService
from commands.team import DisbandTeam, FormTeam
from events.values.identity import PersonId, ScheduleId, TeamId
from events.values.people import Responsible
from events.values.person_name import PersonName
from tests.api.serving import World


def team(world: World, name: str, *members: PersonId) -> TeamId:
    return TeamId(world.order(FormTeam(title=Named(ru=name), members=members)))


def cards(world: World, service: UUID, agreement: UUID) -> list[tuple[Any, Any]]:
    """What the card of the service and that of the agreement say: who answers, and who was named."""
    wait = {"min_position": world.desk.log.head()}
    one = world.admin.get(f"/services/{service}", params=wait).json()
    listed = world.admin.get("/services", params=wait).json()["services"]
    assert one in listed
    other = world.admin.get(f"/agreements/{agreement}", params=wait).json()
    del other["names"]  # of what its card names; the list is asked for itself
    assert other in world.admin.get("/agreements", params=wait).json()["agreements"]
    return [
        (one["responsible"], one["named_responsible"]),
        (other["default_responsible"], other["named_responsible"]),
    ]


def told(named: Responsible) -> dict[str, str | None]:
    return {"team_id": str(named.team_id), "person_id": None if named.person_id is None else str(named.person_id)}


def specialist(world: World) -> PersonId:
    return PersonId(
        world.order(
            RegisterPerson(
                full_name=PersonName("Уходова", "Ольга"),
                unit_id=world.department,
                licence="named",
                groups=frozenset({"specialist"}),
            )
        )
    )


def test_row_97_cards_go_to_the_team_of_who_lost_their_groups(world: World) -> None:
    olga = specialist(world)
    named = Responsible(team(world, "Новая", olga), olga)
    service = world.order(AddService(title=Named(ru="Сканы"), types=("incident",), responsible=named))
    agreement = world.order(
        ConcludeAgreement(title=Named(ru="Своё"), schedule_id=ScheduleId(world.schedule), default_responsible=named)
    )
    world.order(NameDeskResponsible(responsible=named))
    world.order(GrantGroups(person_id=olga, groups=frozenset()))
    assert cards(world, service, agreement) == [(told(Responsible(named.team_id)), told(named))] * 2
    own = world.admin.get("/desk/responsible").json()
    assert (own["person_id"], own["named_responsible"]) == (None, told(named))
    world.order(GrantGroups(person_id=olga, groups=frozenset({"specialist"})))
    assert cards(world, service, agreement) == [(told(named), None)] * 2


def test_row_97_problems_and_changes_follow_a_team_that_is_disbanded_and_a_person_who_cannot_work(world: World) -> None:
    olga = specialist(world)
    old, heir = team(world, "Старая", olga), team(world, "Новая", olga)
    named = Responsible(old, olga)
    world.order(RegisterProblem(subject="p", responsible=named))
    world.order(DraftChange(subject="c", plan="План", back_out="Назад", responsible=named))

    def shown() -> list[tuple[Any, ...]]:
        wait = {"min_position": world.desk.log.head()}
        found = []
        for kind, prefix in (("problems", "P"), ("changes", "C")):
            line = world.admin.get(f"/{kind}", params=wait).json()[kind][0]
            card = world.admin.get(f"/{kind}/{prefix}-{line['number']}", params=wait).json()
            answers = ("team_id", "team", "responsible_id", "named_responsible")
            assert all(line[field] == card[field] for field in answers)
            by_team = world.admin.get(f"/{kind}", params={**wait, "team": line["team_id"]}).json()[kind]
            assert [one["number"] for one in by_team] == [line["number"]]
            found.append((line["team_id"], line["team"]["ru"], line["responsible_id"], line["named_responsible"]))
        return found

    assert shown() == [(str(old), "Старая", str(olga), None)] * 2
    world.order(DisbandTeam(team_id=old, hand_over_to=Responsible(heir, olga)))
    assert shown() == [(str(heir), "Новая", str(olga), told(named))] * 2
    for kind in ("problems", "changes"):
        assert world.admin.get(f"/{kind}", params={"team": str(old)}).json()[kind] == []
    world.order(GrantGroups(person_id=olga, groups=frozenset()))
    assert shown() == [(str(heir), "Новая", None, told(named))] * 2
    assert world.admin.get("/problems", params={"responsible": str(olga)}).json()["problems"] == []
    world.order(GrantGroups(person_id=olga, groups=frozenset({"specialist"})))
    world.order(DeactivatePerson(person_id=olga, reason="ушла"))
    assert shown() == [(str(heir), "Новая", None, told(named))] * 2


def test_row_97_cards_follow_a_team_that_is_disbanded_and_a_person_who_leaves(world: World) -> None:
    olga = specialist(world)
    old, heir = team(world, "Старая", olga), team(world, "Новая", olga)
    named = Responsible(old, olga)
    service = world.order(AddService(title=Named(ru="Сканы"), types=("incident",), responsible=named))
    agreement = world.order(
        ConcludeAgreement(title=Named(ru="Своё"), schedule_id=ScheduleId(world.schedule), default_responsible=named)
    )
    assert cards(world, service, agreement) == [(told(named), None)] * 2
    world.order(DisbandTeam(team_id=old, hand_over_to=Responsible(heir, olga)))
    assert cards(world, service, agreement) == [(told(Responsible(heir, olga)), told(named))] * 2
    world.order(DeactivatePerson(person_id=olga, reason="ушла"))
    assert cards(world, service, agreement) == [(told(Responsible(heir)), told(named))] * 2
