"""Tickets that may be about the same: by shared words in whatever forms; open first; never what is hidden."""

from __future__ import annotations

import pytest

from commands.ticket.work import CloseTicket, MergeTicket, ResolveTicket
from events.values.identity import PersonId
from events.values.people import Viewer
from projections.ticket.around.similar import SimilarTicket, Wanted, beside, similar
from tests.projections.world import AS_DESK, World, viewer


def found(world: World, subject: str, by: Viewer = AS_DESK, requester: PersonId | None = None) -> list[SimilarTicket]:
    world.fold()
    with world.cursor() as cursor:
        return list(similar(cursor, by, Wanted(subject=subject, requester=requester), now=world.now))


@pytest.fixture
def desk(world: World) -> World:
    world.agreement(world.schedule())
    return world


def test_words_are_shared_in_whatever_forms_and_too_few_of_them_are_nothing(desk: World) -> None:
    desk.ticket("Не печатает принтер в бухгалтерии")
    desk.ticket("Принтеры бухгалтерии не печатают")
    desk.ticket("Принтер нужен в новый кабинет на пятый этаж")
    desk.ticket("Не открывается почта")
    alike = found(desk, "не печатал принтер в бухгалтерии")
    assert [one.number for one in alike] == [1002, 1001]
    assert all(one.common == ("words",) and one.alike > 50 for one in alike)
    assert found(desk, "!!!") == []


def test_open_ones_stand_first_and_old_or_merged_ones_are_left_out(desk: World) -> None:
    old = desk.ticket("Упал VPN в филиале")
    desk.pass_time(days=31)
    over, merged, stays = (desk.ticket("Упал VPN в филиале") for _ in range(3))
    for command in (
        ResolveTicket(ticket_id=over, solution="x"),
        CloseTicket(ticket_id=over),
        MergeTicket(ticket_id=merged, into=stays),
    ):
        desk.do(command)
    told = found(desk, "Упал VPN в филиале")
    assert [(one.number, one.is_open) for one in told] == [(1004, True), (1002, False)]
    assert old not in {one.ticket_id for one in told}
    with desk.cursor() as cursor:
        assert [one.number for one in beside(cursor, AS_DESK, stays, now=desk.now)] == [1002]


def test_what_one_s_requester_asked_for_makes_up_for_words(desk: World) -> None:
    anna = desk.person("Анна")
    desk.ticket("Медленный интернет", person=anna)
    desk.ticket("Медленный интернет")
    told = found(desk, "Интернет медленный", requester=anna)
    assert [(one.number, "requester" in one.common) for one in told] == [(1001, True), (1002, False)]


def test_a_requester_finds_their_own_and_nobody_else_s(desk: World) -> None:
    anna, ivan = desk.person("Анна"), desk.person("Иван")
    desk.ticket("Сломался сканер", person=anna)
    desk.ticket("Сломался сканер", person=ivan)
    as_anna = viewer("requester", who=anna)
    assert [one.number for one in found(desk, "сканер сломался", as_anna, requester=anna)] == [1001]
    assert [one.number for one in found(desk, "сканер сломался", as_anna, requester=ivan)] == [1001]
