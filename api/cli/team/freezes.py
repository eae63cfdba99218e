"""``desk freezes``: the change freezes of now and ahead; part of ``desk``."""

from __future__ import annotations

from typing import Any

from api.cli.app import opened_desk, say
from api.cli.shown.listing import FOR_PROGRAMS, Column, show
from api.cli.shown.options import Listing, command
from api.cli.ticket.acting import looking
from api.questions.change_request.freezes import FreezesWanted, list_freezes
from api.questions.paging.whole import EVERY_LINE
from events.values.text import Text


def _columns(services: dict[Any, Text]) -> tuple[Column[Any], ...]:
    return (
        Column(code="title", heading=Text("Запрет", "Freeze"), value=lambda one: one.title, grows=True),
        Column(code="from", heading=Text("С", "From"), value=lambda one: one.window.begins_at),
        Column(code="until", heading=Text("До", "Until"), value=lambda one: one.window.ends_at),
        Column(
            code="risks",
            heading=Text("Риск", "Risk"),
            value=lambda one: one.risks,
            cell=lambda one, _: ", ".join(one.risks) or say("любой", "any"),
        ),
        Column(
            code="services",
            heading=Text("Услуги", "Services"),
            value=lambda one: one.services,
            cell=lambda one, at: (
                ", ".join(services[each].to(at.language) if each in services else "?" for each in one.services)
                or say("все", "all")
            ),
            rank=1,
            most=60,
        ),
        Column(code="id", heading=Text.same("id"), value=lambda one: one.freeze_id, rank=FOR_PROGRAMS),
    )


@command()
def freezes(how: Listing) -> None:
    """Показать запреты изменений · Show the change freezes of now and ahead."""
    with opened_desk() as desk:
        someone = looking(desk, how.who)
        clock = how.clock(desk, someone)
        told = list_freezes(desk, someone.viewer, FreezesWanted(limit=EVERY_LINE)).value
    columns = _columns({one.service_id: one.name for one in told.services})
    show(told.freezes, columns, how, clock, nothing=say("Запретов нет.", "There are no freezes."))
