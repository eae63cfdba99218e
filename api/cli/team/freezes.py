"""``desk freezes``: the change freezes of now and ahead; part of ``desk``."""

from __future__ import annotations

from rich.table import Table

from api.cli.app import app, language_in_use, opened_desk, out, say
from api.cli.ticket.acting import As, Exact, InUtc, clock_of, looking
from api.questions.change_request.freezes import FreezesWanted, list_freezes
from api.questions.paging.whole import EVERY_LINE


@app.command()
def freezes(*, utc: InUtc = False, exact: Exact = False, who: As = None) -> None:
    """Показать запреты изменений · Show the change freezes of now and ahead."""
    with opened_desk() as desk:
        someone, language = looking(desk, who), language_in_use()
        clock = clock_of(desk, someone, utc=utc, exact=exact)
        heads = say("Запрет", "Freeze"), say("С", "From"), say("До", "Until"), say("Риск", "Risk")
        table = Table(*heads, say("Услуги", "Services"))
        told = list_freezes(desk, someone.viewer, FreezesWanted(limit=EVERY_LINE)).value
        names = {one.service_id: one.name.to(language) for one in told.services}
        for one in told.freezes:
            risks = ", ".join(one.risks) or say("любой", "any")
            begins, ends = (clock.told(at) for at in (one.window.begins_at, one.window.ends_at))
            services = ", ".join(names.get(service, "?") for service in one.services) or say("все", "all")
            table.add_row(one.title.to(language), begins, ends, risks, services)
        out.print(table)
