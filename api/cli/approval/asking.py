"""``desk approvals``, ``ask-approval``, ``approve``, ``reject``, ``withdraw-approval``; part of ``desk``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import typer

from api.cli.app import app, opened_desk, out, say
from api.cli.shown.listing import FOR_PROGRAMS, Column, pages, show
from api.cli.shown.options import Paged, command
from api.cli.ticket.acting import Acting, As, NobodyActs, acting, carry_out, looking
from api.cli.ticket.cards import Ref
from api.cli.ticket.names import person_called, team_called
from api.cli.ticket.work import done, working
from api.questions.paging.whole import EVERY_LINE, PageWanted
from api.questions.references import change_ref, ticket_ref
from api.questions.ticket.approvals import list_my_approvals
from api.questions.ticket.card import read_ticket
from commands.change_request.approve import AnswerChangeApproval
from commands.ticket.approval import AnswerApproval, RequestApproval, WithdrawApproval
from events.values.approval import Verdict
from events.values.refusal import Refusal
from events.values.text import Text

if TYPE_CHECKING:
    from api.bootstrap import Desk


class NothingAwaitsYou(Refusal):
    """Nothing on “{told}” waits for your answer. “desk approvals” tells what does."""

    kind = "missing"
    ru: ClassVar[str] = "По «{told}» от вас ответа не ждут. Что ждёт: «desk approvals»."


class ForWhomDoYouAnswer(Refusal):
    """Several answers on “{told}” are yours to give. Say for whom this one is: --for LOGIN."""

    kind = "at_odds"
    ru: ClassVar[str] = "По «{told}» от вас ждут нескольких ответов. Укажите, за кого этот: --for ЛОГИН."


class NobodyWasAsked(Refusal):
    """No approval is awaited on {told}: there is nothing to withdraw."""

    kind = "missing"
    ru: ClassVar[str] = "По {told} согласования не ждут: отзывать нечего."


COLUMNS: tuple[Column[Any], ...] = (
    Column(code="number", heading=Text.same("№"), value=lambda one: one.number),
    Column(code="question", heading=Text("О чём", "What about"), value=lambda one: one.question, grows=True),
    Column(code="subject", heading=Text("Заявка", "Ticket"), value=lambda one: one.subject, rank=1, grows=True),
    Column(code="by", heading=Text("Просит", "Asked by"), value=lambda one: one.requested_as, rank=2, most=24),
    Column(code="asked", heading=Text("Когда", "When"), value=lambda one: one.asked_at),
    Column(code="expires", heading=Text("До", "Until"), value=lambda one: one.expires_at, rank=3),
    Column(code="for", heading=Text("За кого", "For whom"), value=lambda one: one.approver, rank=4, most=24),
    Column(code="id", heading=Text.same("id"), value=lambda one: one.approval_id, rank=FOR_PROGRAMS),
)
OF_CHANGES = ("c-", "с-")
"""How numbers of change requests begin, in letters of either alphabet."""
Words = Annotated[str, typer.Argument(help="Что сказать к ответу · What to say with it")]
Which = Annotated[str, typer.Argument(metavar="NUMBER", help="Номер заявки или изменения C-1 · Ticket, or change C-1")]
Whose = Annotated[
    str | None, typer.Option("--for", help="За кого, если замещаете · For whom, where you stand in: login, e-mail")
]


@command()
def approvals(how: Paged) -> None:
    """Что ждёт вашего согласования · What waits for your approval."""
    with opened_desk() as desk:
        someone = looking(desk, how.who)
        if not someone.is_somebody:
            raise NobodyActs
        clock = how.clock(desk, someone)
        changes: list[str] = []

        def page(cursor: str | None) -> tuple[Sequence[Any], str | None]:
            found = list_my_approvals(desk, someone.viewer, PageWanted(cursor=cursor, limit=min(how.page, 200))).value
            changes[:] = [f"C-{one.number} {one.subject}" for one in found.changes]
            return found.approvals, found.next_cursor

        rows, is_cut = pages(page, how)
    notes = [say("Изменения, которые ждут вас:", "Changes that wait for you:"), *changes] if changes else []
    nothing = say("Вашего согласования ничего не ждёт.", "Nothing waits for your approval.")
    show(rows, COLUMNS, how, clock, is_cut=is_cut, notes=notes, nothing=nothing)


@app.command("ask-approval")
def ask_approval(  # noqa: PLR0913 - who is asked, in which order, and what then
    ref: Ref,
    question: Annotated[str, typer.Argument(help="О чём спросить · What to ask")],
    *,
    of: Annotated[list[str] | None, typer.Option(help="Кого: логин, e-mail · Whom: login, e-mail")] = None,
    lead_of: Annotated[list[str] | None, typer.Option(help="Лидера какой команды · The lead of which team")] = None,
    then: Annotated[list[str] | None, typer.Option(help="Кого после них · Whom after those")] = None,
    together: Annotated[
        bool, typer.Option("--every", help="Нужен ответ каждого, а не одного · All of them must agree, not one")
    ] = False,
    if_rejected: Annotated[
        str, typer.Option(help="Если нет: back, in_progress, decline · Where it goes if the answer is no")
    ] = "back",
    who: As = None,
) -> None:
    """Попросить согласования заявки · Ask for approval of a ticket."""
    mode = "all" if together else "one"
    with working(ref, who) as (desk, someone):
        stages: list[dict[str, Any]] = [
            {
                "mode": mode,
                "approvers": [str(person_called(desk, someone, one)) for one in of or ()],
                "leads_of": [str(team_called(desk, someone, one)) for one in lead_of or ()],
            }
        ]
        if then:
            stages.append({"mode": mode, "approvers": [str(person_called(desk, someone, one)) for one in then]})
        done(desk, someone, ref, RequestApproval, question=question, stages=stages, if_rejected=if_rejected)


@app.command()
def approve(ref: Which, words: Words = "", *, whose: Whose = None, who: As = None) -> None:
    """Согласовать · Approve."""
    _answer(ref, "approve", words, whose, who)


@app.command()
def reject(ref: Which, words: Words = "", *, whose: Whose = None, who: As = None) -> None:
    """Отклонить согласование · Say no to an approval."""
    _answer(ref, "reject", words, whose, who)


@app.command("withdraw-approval")
def withdraw_approval(ref: Ref, *, who: As = None) -> None:
    """Больше не ждать согласования · Ask nobody for approval any more."""
    with working(ref, who) as (desk, someone):
        waits = [one for one in read_ticket(desk, someone.viewer, ref).value.approvals if one.outcome is None]
        if not waits:
            raise NobodyWasAsked(told=ref)
        done(desk, someone, ref, WithdrawApproval, approval_id=str(waits[-1].approval_id))


def _answer(ref: str, verdict: Verdict, words: str, whose: str | None, told: str | None) -> None:
    with opened_desk() as desk:
        someone = acting(desk, told)
        person = {} if whose is None else {"approver_id": str(person_called(desk, someone, whose))}
        said = {"verdict": verdict, "comment": words, **person}
        if ref.strip().casefold().startswith(OF_CHANGES):
            carry_out(desk, someone, AnswerChangeApproval, {"change_id": str(change_ref(ref)), **said})
        else:
            asked = _asked(desk, someone, ref, person.get("approver_id"))
            named = {"ticket_id": str(asked.ticket_id), "approval_id": str(asked.approval_id)}
            carry_out(desk, someone, AnswerApproval, {**named, **said, "approver_id": str(asked.approver_id)})
        words_of = {"approve": say("Согласовано", "Approved"), "reject": say("Отклонено", "Rejected")}
        out.print(f"{ref}: {words_of[verdict]}", markup=False, highlight=False)


def _asked(desk: Desk, who: Acting, ref: str, approver: str | None) -> Any:
    """The answer that is theirs to give on a ticket: one's own before those of whom one stands in for."""
    ticket = ticket_ref(ref)
    there = list_my_approvals(desk, who.viewer, PageWanted(limit=EVERY_LINE)).value.approvals
    found = [one for one in there if one.ticket_id == ticket and approver in {None, str(one.approver_id)}]
    own = [one for one in found if one.approver_id == who.viewer.actor.id] or found
    if not own:
        raise NothingAwaitsYou(told=ref)
    if len(own) > 1:
        raise ForWhomDoYouAnswer(told=ref)
    return own[0]
