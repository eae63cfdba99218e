"""Apply a macro to a ticket: each act as the command that it is, all of them in one append, or none."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar
from uuid import UUID

from msgspec import UNSET

from aggregates.macro import MacroActRefused, MacroHappensNow, MacroIsNotForThisTicket
from commands.command import Command, UnitOfWork, handles
from commands.macro import usable
from commands.reply_template import usable as usable_template
from commands.ticket.access import ticket, told
from commands.ticket.around import around_it
from commands.ticket.checks import AddChecklist
from commands.ticket.links import LinkTickets
from commands.ticket.tags import TagTicket
from commands.ticket.take import TakeTicket
from commands.ticket.talk import CommentOnTicket, PrioritiseTicket, ReclassifyTicket
from commands.ticket.work import (
    AssignTicket,
    CloseTicket,
    DeclineTicket,
    MoveTicket,
    PutTicketInProgress,
    PutTicketOnHold,
    ReopenTicket,
    ResolveTicket,
    ResumeTicket,
    UnassignTicket,
)
from events.ticket_ready import MacroApplied
from events.values import macro as acts
from events.values.identity import MacroId, ReplyTemplateId, TicketId
from events.values.macro import Act
from events.values.placeholders import filled, named_in
from events.values.refusal import Refusal
from events.values.reply_template import Wording
from events.values.tag import spelt


class ApplyMacro(Command, frozen=True, kw_only=True):
    """Do all acts of a macro on the ticket, or none: it never does what its issuer may not do act by act."""

    name: ClassVar[str] = "apply-macro"

    ticket_id: TicketId
    macro_id: MacroId


@handles(ApplyMacro)
def apply_macro(command: ApplyMacro, work: UnitOfWork) -> UUID:
    """Each act is decided upon what those before it did. That the macro was used is told where something came of it."""
    macro = usable(work, command.macro_id)
    found = ticket(work, command.ticket_id)
    if work.order.backdated:
        raise MacroHappensNow
    if not macro.offered.fits(found.type, found.status):
        raise MacroIsNotForThisTicket(macro=macro.name)
    for nth, act in enumerate(macro.acts):
        try:
            ordered = _ordered(work, found.ticket_id, act)
            if ordered is not None:
                work.do(ordered, nth)
        except Refusal as refused:
            field = f"acts[{nth}].{refused.field}" if refused.field else f"acts[{nth}]"
            raise MacroActRefused(
                field=field, kind=refused.kind, nth=nth + 1, macro=macro.name, why=refused.text
            ) from refused
    facts = [MacroApplied(ticket_id=found.ticket_id, macro_id=macro.macro_id, name=macro.name)] if work.has_said else []
    return told(work, found, facts)


def _ordered(work: UnitOfWork, ticket_id: TicketId, act: Act) -> Command | None:  # noqa: C901, PLR0911, PLR0912 - one a kind
    match act:
        case acts.Assign():
            return AssignTicket(ticket_id=ticket_id, responsible=act.responsible)
        case acts.Unassign():
            return UnassignTicket(ticket_id=ticket_id, keep_team=act.keep_team)
        case acts.Take():
            return TakeTicket(ticket_id=ticket_id, team_id=act.team_id, start=act.start, take_over=act.take_over)
        case acts.Start():
            return PutTicketInProgress(ticket_id=ticket_id)
        case acts.Hold():
            wake_up = UNSET if act.for_hours is None else work.at + timedelta(hours=act.for_hours)
            return PutTicketOnHold(ticket_id=ticket_id, reason=act.reason, wake_up_at=wake_up)
        case acts.Resume():
            return ResumeTicket(ticket_id=ticket_id)
        case acts.Resolve():
            words = _words(work, ticket_id, act.solution, act.template_id)
            return ResolveTicket(ticket_id=ticket_id, solution=words, template_id=act.template_id or UNSET)
        case acts.Close():
            return CloseTicket(ticket_id=ticket_id)
        case acts.Reopen():
            return ReopenTicket(ticket_id=ticket_id, reason=act.reason)
        case acts.Decline():
            return DeclineTicket(ticket_id=ticket_id, reason=act.reason)
        case acts.MoveTo():
            return MoveTicket(ticket_id=ticket_id, to=act.to, solution=act.solution, reason=act.reason)
        case acts.Prioritise():
            return PrioritiseTicket(
                ticket_id=ticket_id,
                priority=act.priority or UNSET,
                impact=act.impact or UNSET,
                urgency=act.urgency or UNSET,
            )
        case acts.Reclassify():
            return ReclassifyTicket(
                ticket_id=ticket_id,
                type=act.type or UNSET,
                service_id=act.service_id or UNSET,
                agreement_id=act.agreement_id or UNSET,
                attributes=act.attributes or UNSET,
            )
        case acts.SetTags():
            # Of many tickets some never bore it: what is gone already is as it is wanted.
            borne = around_it(work, ticket_id).tags
            gone = tuple(tag for tag in act.remove if spelt(tag) in borne)
            return TagTicket(ticket_id=ticket_id, add=act.add, remove=gone) if act.add or gone else None
        case acts.Say():
            words = _words(work, ticket_id, act.body, act.template_id)
            return CommentOnTicket(
                ticket_id=ticket_id, body=words, is_public=act.is_public, template_id=act.template_id or UNSET
            )
        case acts.GiveChecklist():
            return AddChecklist(ticket_id=ticket_id, checklist_id=act.checklist_id)
        case acts.Link():
            return LinkTickets(ticket_id=ticket_id, kind=act.kind, to=act.to)


def _words(work: UnitOfWork, ticket_id: TicketId, words: str, template_id: ReplyTemplateId | None) -> str:
    """What is written in the act, or in its template, filled for the ticket as read models know it at this moment."""
    if template_id is None:
        if not any(named_in(words)):
            return words
        wording = Wording(ru=words, en=words)
    else:
        wording = usable_template(work, template_id).body
    known = work.surroundings.of_ticket(work.viewer, ticket_id, work.at)
    body, language = wording.to(work.viewer.language if known is None else known.language)
    if known is None or known.language != language:
        known = work.surroundings.of_ticket(work.viewer, ticket_id, work.at, language)
    return filled(body, {} if known is None else known.values, language)[0]
