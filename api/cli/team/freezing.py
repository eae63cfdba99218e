"""``desk freeze``, ``lift``, ``freeze-history``: declare and lift a change freeze, and who did; part of ``desk``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar
from uuid import UUID

import typer
from msgspec.structs import replace

from api.cli.app import app, language_in_use, opened_desk, out, say
from api.cli.ticket.acting import Acting, As, Exact, InUtc, acting, carry_out, clock_of, looking, zone_of_reader
from api.cli.ticket.names import instant_called, refuse_several
from api.cli.ticket.registering import service_called
from api.questions.change_request.freeze_history import read_freeze_history
from api.questions.change_request.freezes import FreezesWanted, FreezeWanted, list_freezes, preview_freeze
from api.questions.paging.whole import EVERY_LINE, PageWanted
from commands.change_request.freeze import DeclareFreeze, LiftFreeze
from events.values.refusal import Refusal
from events.values.zones import known_zones, zone_of

if TYPE_CHECKING:
    from api.bootstrap import Desk


class NoFreezeIsCalledThat(Refusal):
    """There is no change freeze “{told}” now or ahead. Look at “desk freezes”."""

    ru: ClassVar[str] = "Запрета изменений «{told}» нет ни сейчас, ни впереди. Посмотрите «desk freezes»."


@app.command()
def freeze(
    title: Annotated[str, typer.Argument(help="Как он называется · What it is called")],
    begins: Annotated[str, typer.Argument(help="С какого времени · From when on: 28.12.2030 18:00")],
    ends: Annotated[str, typer.Argument(help="До какого времени · Until when")],
    *,
    zone: Annotated[str | None, typer.Option(help="По часам какого пояса · By the clock of which zone")] = None,
    service: Annotated[list[str] | None, typer.Option(help="Услуга: название или id · A service")] = None,
    risk: Annotated[list[str] | None, typer.Option(help="low, medium, high; без него — любой · without: any")] = None,
    who: As = None,
) -> None:
    """Объявить запрет изменений · Declare a change freeze."""
    with opened_desk() as desk:
        someone = acting(desk, who)
        clock, named = clock_of(desk, someone), zone or str(zone_of_reader(desk, someone))
        if named in known_zones():  # what is typed is read by the clock of the freeze
            clock = replace(clock, zone=zone_of(named))
        readings = {
            name: instant_called(told, clock).astimezone(clock.zone).replace(tzinfo=None)
            for name, told in (("begins", begins), ("ends", ends))
        }
        services = [service_called(desk, someone, one) for one in service or ()]
        content: dict[str, Any] = {
            "title": {"ru": title, "en": title},
            **{name: reading.isoformat(timespec="seconds") for name, reading in readings.items()},
            "zone": named,
            "services": [str(one) for one in services],
            "risks": risk or [],
        }
        carry_out(desk, someone, DeclareFreeze, content)
        asked = FreezeWanted(
            begins=readings["begins"],
            ends=readings["ends"],
            zone=named,
            service=services,
            risk=content["risks"],
            limit=EVERY_LINE,
        )
        held = preview_freeze(desk, someone.viewer, asked).value
        until = clock.told(held.window.ends_at)
        out.print(say(f"Запрет объявлен до {until}.", f"The freeze is declared until {until}."), markup=False)
        for one in held.scheduled:
            at = clock.told(one.window.begins_at)
            out.print(
                f"C-{one.number} {one.subject}: {at} — {say('уже запланировано', 'scheduled there')}", markup=False
            )


@app.command()
def lift(
    called: Annotated[str, typer.Argument(metavar="FREEZE", help="Название или id · Its title or id")],
    *,
    who: As = None,
) -> None:
    """Снять запрет изменений · Lift a change freeze."""
    with opened_desk() as desk:
        someone = acting(desk, who)
        carry_out(desk, someone, LiftFreeze, {"freeze_id": str(_freeze_called(desk, someone, called))})
        out.print(say("Запрет снят.", "The freeze is lifted."))


@app.command("freeze-history")
def freeze_history(*, utc: InUtc = False, exact: Exact = False, who: As = None) -> None:
    """Показать, кто и когда объявлял и снимал запреты изменений · Show who declared and lifted change freezes."""
    with opened_desk() as desk:
        someone, language = looking(desk, who), language_in_use()
        clock = clock_of(desk, someone, utc=utc, exact=exact)
        for one in read_freeze_history(desk, someone.viewer, PageWanted(limit=EVERY_LINE)).value.facts:
            told = f"{clock.told(one.occurred_at)} · {one.actor.to(language)} · {one.what.to(language)}"
            out.print(told, markup=False)


def _freeze_called(desk: Desk, someone: Acting, told: str) -> UUID:
    try:
        return UUID(told)
    except ValueError:
        known = list_freezes(desk, someone.viewer, FreezesWanted(limit=EVERY_LINE)).value.freezes
    wanted = told.strip().casefold()
    found = [one.freeze_id for one in known if wanted in {one.title.ru.casefold(), one.title.en.casefold()}]
    if not found:
        raise NoFreezeIsCalledThat(told=told)
    refuse_several(told, found)
    return found[0]
