"""Pages of the company and its clients."""

from __future__ import annotations

from api.console.company import access, general, merging, people, rota, teams, units
from api.console.shown import Shown

PAGES: tuple[Shown, ...] = (
    Shown("/company", general.overview),
    Shown("/company/departments", general.departments),
    Shown("/company/clients", general.clients),
    Shown("/company/units/{ref}", units.card),
    Shown("/company/units/{ref}/archive", units.before_archive),
    Shown("/company/units/{ref}/people", people.new),
    Shown("/company/people/{ref}", people.card),
    Shown("/company/people/{ref}/password", access.make_password, "POST"),
    Shown("/company/people/{ref}/sessions", access.end_sessions, "POST"),
    Shown("/company/people/{ref}/second-factor", access.take_factor_off, "POST"),
    Shown("/company/people/{ref}/merge", merging.before_merge),
    Shown("/company/duplicates", merging.duplicates),
    Shown("/company/teams", teams.teams),
    Shown("/company/teams/{ref}", teams.card),
    Shown("/company/teams/{ref}/on-call", rota.on_call),
)
