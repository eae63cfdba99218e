"""Pages of whoever sets the desk up."""

from __future__ import annotations

from api.console.settings import journal, life_cycles, modules, plans, quarantine, sign_ins, start, ticket_types, tokens
from api.console.shown import Shown

PAGES: tuple[Shown, ...] = (
    Shown("/settings", start.begin),
    Shown("/settings/modules", modules.modules),
    Shown("/settings/ticket-types", ticket_types.ticket_types),
    Shown("/settings/ticket-types/new", ticket_types.new),
    Shown("/settings/ticket-types/{code}", ticket_types.ticket_type),
    Shown("/settings/ticket-types/{code}/edit", ticket_types.form),
    Shown("/settings/ticket-types/{code}/edit", ticket_types.form, "POST"),
    Shown("/settings/ticket-types/{code}/preview", ticket_types.preview, "POST"),
    Shown("/settings/life-cycles", life_cycles.life_cycles),
    Shown("/settings/life-cycles/{code}", life_cycles.life_cycle),
    Shown("/settings/life-cycles/{code}/edit", life_cycles.form),
    Shown("/settings/life-cycles/{code}/edit", life_cycles.form, "POST"),
    Shown("/settings/plan", plans.plan),
    Shown("/settings/quarantine", quarantine.letters),
    Shown("/settings/quarantine/{number}", quarantine.letter),
    Shown("/settings/quarantine/{number}/release", quarantine.release, "POST"),
    Shown("/settings/journal", journal.journal),
    Shown("/settings/journal/compared", journal.compared),
    Shown("/settings/journal/{position}", journal.change),
    Shown("/settings/tokens", tokens.tokens),
    Shown("/settings/tokens/{token}/withdraw", tokens.withdraw, "POST"),
    Shown("/settings/sign-ins", sign_ins.sign_ins),
    Shown("/settings/sign-ins/{person}", sign_ins.sessions),
    Shown("/settings/sign-ins/{person}/end", sign_ins.end_sessions, "POST"),
    Shown("/tokens", tokens.own),
    Shown("/tokens", tokens.make, "POST"),
    Shown("/tokens/{token}/withdraw", tokens.withdraw_own, "POST"),
)
