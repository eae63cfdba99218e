"""Why an approval says no; raised by ``aggregates.ticket_approvals``, ``aggregates.substitute`` and their commands."""

from __future__ import annotations

from typing import ClassVar

from events.values.refusal import Refusal


class TicketWaitsForApproval(Refusal):
    """Ticket {number} waits for approval and moves nowhere until then. Await the answers, or withdraw the request."""

    kind = "at_odds"
    ru: ClassVar[str] = "Заявка {number} ждёт согласования и пока никуда не переходит. Дождитесь ответов или отзовите."
    rule: ClassVar[str] = "row 163"


class ApprovalIsAskedFor(Refusal):
    """A ticket waits for approval only when somebody is asked. Request an approval and name the approvers."""

    ru: ClassVar[str] = "Заявка ждёт согласования, только когда кого-то спросили. Запросите его и назовите согласующих."
    rule: ClassVar[str] = "row 163"
    field = "to"


class NothingWaitsForApproval(Refusal):
    """This approval of ticket {number} is over or never was. Look at the ticket again."""

    kind = "at_odds"
    ru: ClassVar[str] = "Этого согласования по заявке {number} уже нет или не было. Посмотрите заявку ещё раз."
    rule: ClassVar[str] = "row 163"
    field = "approval_id"


class ApprovalIsNotYours(Refusal):
    """Now others are asked for this approval. Leave it to them or to their substitutes."""

    kind = "not_yours"
    ru: ClassVar[str] = "Сейчас о согласовании спрашивают других. Ответят они сами или те, кто их замещает."
    rule: ClassVar[str] = "row 163"
    field = "approver_id"


class ApproverHasAnswered(Refusal):
    """This approver has answered already, and an answer stands. Wait for the others."""

    kind = "at_odds"
    ru: ClassVar[str] = "Этот согласующий уже ответил, и ответ остаётся в силе. Дождитесь остальных."
    rule: ClassVar[str] = "row 163"
    field = "approver_id"


class ApproverIsInvolved(Refusal):
    """{person} asks for this, or it is for them, and nobody approves their own. Ask somebody else by name.

    Also when it is the lead of a team that is asked: then another person is named instead of the team.
    """

    ru: ClassVar[str] = "{person} сам об этом просит или это для него, а своё не согласуют. Спросите другого человека."
    rule: ClassVar[str] = "row 163"
    field = "stages"


class NobodyApprovesTheirOwn(Refusal):
    """Nobody approves what they ask for or what is for them, nor in somebody's place. Leave it to others."""

    kind = "not_yours"
    ru: ClassVar[str] = "Своё не согласуют, даже замещая другого. Пусть ответит кто-то ещё."
    rule: ClassVar[str] = "row 163"
    field = "approver_id"


class OneVoiceInStage(Refusal):
    """Each human speaks once in a stage, and who is asked in it only for themselves. Leave this answer to another.

    Whoever is away may name another substitute; who asked may withdraw and ask others.
    """

    kind = "at_odds"
    ru: ClassVar[str] = (
        "На этапе у человека один голос, и он свой, если спрашивают его. Пусть за другого ответит кто-то ещё."
    )
    rule: ClassVar[str] = "row 163"
    field = "approver_id"


class RejectionCannotLead(Refusal):
    """After a rejection the ticket cannot become “{wanted}”: {why}. Choose one of: {reachable}."""

    ru: ClassVar[str] = "После отказа заявка не попадёт в «{wanted}»: {why}. Выберите из: {reachable}."
    rule: ClassVar[str] = "row 163"
    field = "if_rejected"


class RejectionNeedsReason(Refusal):
    """Nobody can mend what was rejected without a word. Say why in the comment."""

    ru: ClassVar[str] = "Без объяснения отказ не исправить. Напишите причину в комментарии."
    rule: ClassVar[str] = "row 163"
    field = "comment"


class StageNeedsApprovers(Refusal):
    """A stage of an approval asks somebody. Name a person, or a team whose lead is asked."""

    ru: ClassVar[str] = (
        "На каждом этапе согласования кого-то спрашивают. Назовите человека или команду с руководителем."
    )
    rule: ClassVar[str] = "row 163"
    field = "stages"


class TeamHasNoLead(Refusal):
    """The team {team} has no lead who could be asked. Name its lead first, or ask a person."""

    ru: ClassVar[str] = "У команды «{team}» нет руководителя, спросить некого. Назначьте его или спросите человека."
    rule: ClassVar[str] = "row 163"
    field = "stages"


class ReminderComesTooLate(Refusal):
    """The reminder would come when the approval has expired. Give it less working time than the expiry."""

    ru: ClassVar[str] = "Напоминание придёт, когда срок согласования уже истёк. Задайте ему меньше рабочего времени."
    rule: ClassVar[str] = "row 163"
    field = "remind_for"


class SubstituteOfOneself(Refusal):
    """Nobody is their own substitute. Name somebody else."""

    ru: ClassVar[str] = "Замещать самого себя нельзя. Назовите другого человека."
    rule: ClassVar[str] = "row 163"
    field = "substitute_id"


class SubstitutionIsEmpty(Refusal):
    """The substitution ends before it begins, or is past. Give an end that lies ahead of the begin and of now."""

    ru: ClassVar[str] = "Замещение кончается до начала или уже прошло. Укажите конец позже начала и текущего времени."
    rule: ClassVar[str] = "row 163"
    field = "until_at"
