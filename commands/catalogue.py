"""All commands of the desk on one page, who may issue them and to which module they belong; asked by bus and doors."""

from __future__ import annotations

import msgspec

from commands import (
    account,
    agreement,
    agreement_scope,
    checklist_template,
    dealing,
    found_desk,
    log,
    macro,
    module,
    on_call,
    reply_template,
    service,
    service_checklists,
    service_questions,
    service_schedule,
    team,
    ticket_view,
    token,
)
from commands.article import about as article_about
from commands.article import feedback as article_feedback
from commands.article import from_ticket as article_from_ticket
from commands.article import publish as article_publish
from commands.article import write as article_write
from commands.change_request import approve as change_approve
from commands.change_request import draft as change_draft
from commands.change_request import freeze as change_freeze
from commands.change_request import schedule as change_schedule
from commands.change_request import stuck_consent as change_stuck_consent
from commands.command import Command
from commands.merging import following as merging_following
from commands.merging import persons as merging_persons
from commands.org_unit import add as unit_add
from commands.org_unit import change as unit_change
from commands.org_unit import feed as unit_feed
from commands.permissions import (
    ADMINISTRATORS,
    CHANGE_MAKERS,
    EVERYBODY,
    KNOWLEDGE_EDITORS,
    KNOWLEDGE_WRITERS,
    NOBODY,
    OPERATORS,
    PROBLEM_SOLVERS,
    TECHNOLOGISTS,
)
from commands.person import absence as person_absence
from commands.person import access as person_access
from commands.person import card as person_card
from commands.person import feed as person_feed
from commands.person import files as person_files
from commands.person import register as person_register
from commands.person import substitute as person_substitute
from commands.person import units as person_units
from commands.problem import incidents as problem_incidents
from commands.problem import outage
from commands.problem import register as problem_register
from commands.problem import work as problem_work
from commands.refusals import NotAllowed
from commands.ticket import approval as ticket_approval
from commands.ticket import checks as ticket_checks
from commands.ticket import comments as ticket_comments
from commands.ticket import company as ticket_company
from commands.ticket import correct as ticket_correct
from commands.ticket import crossings as ticket_crossings
from commands.ticket import files as ticket_files
from commands.ticket import give_back as ticket_give_back
from commands.ticket import links as ticket_links
from commands.ticket import macros as ticket_macros
from commands.ticket import rating as ticket_rating
from commands.ticket import recognise as ticket_recognise
from commands.ticket import redact as ticket_redact
from commands.ticket import register as ticket_register
from commands.ticket import retelling as ticket_retelling
from commands.ticket import sharing as ticket_sharing
from commands.ticket import split as ticket_split
from commands.ticket import stuck_approval as ticket_stuck_approval
from commands.ticket import tags as ticket_tags
from commands.ticket import take as ticket_take
from commands.ticket import talk as ticket_talk
from commands.ticket import tasks as ticket_tasks
from commands.ticket import time_spent as ticket_time_spent
from commands.ticket import undo as ticket_undo
from commands.ticket import unmerge as ticket_unmerge
from commands.ticket import work as ticket_work
from commands.ticket_type import checklist as type_checklist
from commands.ticket_type import define as type_define
from commands.ticket_type import satisfaction as type_satisfaction
from events.values.module import Module
from events.values.people import Group, Viewer, valid
from events.values.refusal import groups_listed


class Row(msgspec.Struct, frozen=True):
    """What the desk says of a command: which groups may issue it, and which module it belongs to, if any (row 159)."""

    groups: frozenset[Group]
    module: Module | None = None


CATALOGUE: dict[type[Command], Row] = {
    ticket_register.RegisterTicket: Row(EVERYBODY),
    ticket_work.AssignTicket: Row(OPERATORS),
    ticket_work.UnassignTicket: Row(OPERATORS),
    ticket_take.TakeTicket: Row(OPERATORS),
    ticket_take.PassTicketOn: Row(OPERATORS),
    ticket_give_back.UnstartTicket: Row(OPERATORS),
    ticket_give_back.GiveTicketBack: Row(OPERATORS),
    ticket_work.PutTicketInProgress: Row(OPERATORS),
    ticket_work.PutTicketOnHold: Row(OPERATORS),
    ticket_work.ResumeTicket: Row(OPERATORS),
    ticket_work.ResolveTicket: Row(OPERATORS),
    ticket_work.CloseTicket: Row(EVERYBODY),
    ticket_work.ReopenTicket: Row(EVERYBODY),
    ticket_work.DeclineTicket: Row(OPERATORS),
    ticket_work.MergeTicket: Row(OPERATORS),
    ticket_unmerge.UnmergeTicket: Row(OPERATORS),
    ticket_work.MoveTicket: Row(EVERYBODY),
    ticket_work.LeadTicket: Row(NOBODY),
    ticket_recognise.RecogniseRequester: Row(NOBODY),
    ticket_talk.CommentOnTicket: Row(EVERYBODY),
    ticket_files.AttachFiles: Row(EVERYBODY),
    ticket_talk.PrioritiseTicket: Row(OPERATORS),
    ticket_talk.ReclassifyTicket: Row(OPERATORS),
    ticket_comments.EditComment: Row(EVERYBODY),
    ticket_comments.WithdrawComment: Row(EVERYBODY),
    ticket_split.SplitComment: Row(OPERATORS),
    ticket_redact.RedactComment: Row(ADMINISTRATORS),
    ticket_company.CopyTicketTo: Row(OPERATORS),
    ticket_company.EndTicketCopy: Row(EVERYBODY),
    ticket_company.WatchTicket: Row(OPERATORS),
    ticket_company.UnwatchTicket: Row(OPERATORS),
    ticket_sharing.ShareTicket: Row(OPERATORS),
    ticket_sharing.EndTicketShare: Row(OPERATORS),
    ticket_correct.CorrectTicketWords: Row(EVERYBODY),
    ticket_correct.CorrectRequester: Row(OPERATORS),
    ticket_correct.TakeTicketBack: Row(EVERYBODY),
    ticket_links.LinkTickets: Row(OPERATORS),
    ticket_links.UnlinkTickets: Row(OPERATORS),
    ticket_tags.TagTicket: Row(OPERATORS),
    ticket_tasks.AddTask: Row(OPERATORS),
    ticket_tasks.ReplanTask: Row(OPERATORS),
    ticket_tasks.DoTask: Row(OPERATORS),
    ticket_tasks.GiveUpTask: Row(OPERATORS),
    ticket_tasks.TakeUpTaskAgain: Row(OPERATORS),
    ticket_checks.AddChecklist: Row(OPERATORS),
    ticket_checks.TickChecks: Row(OPERATORS),
    ticket_checks.UntickChecks: Row(OPERATORS),
    ticket_checks.RewordCheck: Row(OPERATORS),
    ticket_checks.ReorderChecklist: Row(OPERATORS),
    ticket_checks.WithdrawChecks: Row(OPERATORS),
    ticket_checks.RestoreChecks: Row(OPERATORS),
    ticket_time_spent.SpendTime: Row(OPERATORS),
    ticket_time_spent.CorrectTimeSpent: Row(OPERATORS),
    ticket_time_spent.WithdrawTimeSpent: Row(OPERATORS),
    ticket_rating.RateTicket: Row(EVERYBODY),
    ticket_rating.ChangeRating: Row(EVERYBODY),
    ticket_crossings.RecordDeadlineMiss: Row(NOBODY),
    ticket_crossings.WithdrawDeadlineMiss: Row(NOBODY),
    ticket_crossings.RecordEscalation: Row(NOBODY),
    ticket_crossings.WithdrawEscalation: Row(NOBODY),
    ticket_retelling.BeginTicketHistory: Row(ADMINISTRATORS),
    ticket_retelling.EndTicketHistory: Row(ADMINISTRATORS),
    ticket_crossings.WakeTicket: Row(NOBODY),
    ticket_crossings.CloseTicketByItself: Row(NOBODY),
    ticket_approval.RequestApproval: Row(OPERATORS),
    ticket_approval.AnswerApproval: Row(EVERYBODY),
    ticket_approval.WithdrawApproval: Row(OPERATORS),
    ticket_approval.RecordApprovalReminder: Row(NOBODY),
    ticket_approval.ExpireApproval: Row(NOBODY),
    ticket_stuck_approval.EndStuckApproval: Row(NOBODY),
    person_substitute.NameSubstitute: Row(EVERYBODY),
    person_substitute.DismissSubstitute: Row(EVERYBODY),
    person_absence.PlanAbsence: Row(EVERYBODY),
    person_absence.ReplanAbsence: Row(EVERYBODY),
    person_absence.EndAbsence: Row(EVERYBODY),
    ticket_view.MakeView: Row(EVERYBODY),
    ticket_view.RenameView: Row(EVERYBODY),
    ticket_view.ChangeView: Row(EVERYBODY),
    ticket_view.ShareView: Row(EVERYBODY),
    ticket_view.RemoveView: Row(EVERYBODY),
    reply_template.MakeReplyTemplate: Row(OPERATORS),
    reply_template.CopyReplyTemplate: Row(OPERATORS),
    reply_template.RewordReplyTemplate: Row(OPERATORS),
    reply_template.ShareReplyTemplate: Row(OPERATORS),
    reply_template.ArchiveReplyTemplate: Row(OPERATORS),
    reply_template.RestoreReplyTemplate: Row(OPERATORS),
    macro.MakeMacro: Row(OPERATORS),
    macro.ChangeMacro: Row(OPERATORS),
    macro.ShareMacro: Row(OPERATORS),
    macro.ArchiveMacro: Row(OPERATORS),
    macro.RestoreMacro: Row(OPERATORS),
    ticket_macros.ApplyMacro: Row(OPERATORS),
    checklist_template.MakeChecklistTemplate: Row(OPERATORS),
    checklist_template.CopyChecklistTemplate: Row(OPERATORS),
    checklist_template.ChangeChecklistTemplate: Row(OPERATORS),
    checklist_template.ShareChecklistTemplate: Row(OPERATORS),
    checklist_template.ArchiveChecklistTemplate: Row(OPERATORS),
    checklist_template.RestoreChecklistTemplate: Row(OPERATORS),
    ticket_undo.UndoBulk: Row(OPERATORS),
    type_define.DefineTicketType: Row(ADMINISTRATORS),
    type_define.ReviseTicketType: Row(ADMINISTRATORS),
    type_define.ArchiveTicketType: Row(ADMINISTRATORS),
    type_define.RestoreTicketType: Row(ADMINISTRATORS),
    type_satisfaction.SetSatisfactionPolicy: Row(ADMINISTRATORS),
    type_checklist.SetTypeChecklist: Row(ADMINISTRATORS),
    agreement.ConcludeAgreement: Row(ADMINISTRATORS),
    agreement.RenameAgreement: Row(ADMINISTRATORS),
    agreement.ReviseAgreementPromise: Row(ADMINISTRATORS),
    agreement.RescheduleAgreement: Row(ADMINISTRATORS),
    agreement.NameDefaultResponsible: Row(ADMINISTRATORS),
    agreement.ChooseBaseAgreement: Row(ADMINISTRATORS),
    agreement_scope.NameRecipients: Row(ADMINISTRATORS),
    agreement_scope.NameServices: Row(ADMINISTRATORS),
    agreement_scope.NameProvider: Row(ADMINISTRATORS),
    agreement_scope.CorrectAgreementKind: Row(ADMINISTRATORS),
    agreement_scope.SetValidity: Row(ADMINISTRATORS),
    agreement_scope.ArchiveAgreement: Row(ADMINISTRATORS),
    agreement_scope.RestoreAgreement: Row(ADMINISTRATORS),
    agreement_scope.NameDeskResponsible: Row(ADMINISTRATORS),
    service.AddService: Row(ADMINISTRATORS),
    service.DescribeService: Row(ADMINISTRATORS),
    service.MoveService: Row(ADMINISTRATORS),
    service.PlaceService: Row(ADMINISTRATORS),
    service.AllowServiceTypes: Row(ADMINISTRATORS),
    service.NameServiceResponsible: Row(ADMINISTRATORS),
    service_questions.SetServiceQuestions: Row(ADMINISTRATORS),
    service_checklists.SetServiceChecklists: Row(ADMINISTRATORS),
    service.ArchiveService: Row(ADMINISTRATORS),
    service.RestoreService: Row(ADMINISTRATORS),
    service_schedule.DrawUpSchedule: Row(ADMINISTRATORS),
    service_schedule.RenameSchedule: Row(ADMINISTRATORS),
    service_schedule.ReviseSchedule: Row(ADMINISTRATORS),
    service_schedule.DeclareHolidays: Row(ADMINISTRATORS),
    service_schedule.WithdrawHolidays: Row(ADMINISTRATORS),
    found_desk.FoundDesk: Row(NOBODY),
    log.ResumeLog: Row(NOBODY),
    log.TellDetailsSealed: Row(NOBODY),
    unit_add.AddDepartment: Row(ADMINISTRATORS),
    unit_add.AddCompany: Row(ADMINISTRATORS),
    unit_add.AddBranch: Row(ADMINISTRATORS),
    unit_change.RenameOrgUnit: Row(ADMINISTRATORS),
    unit_change.MoveOrgUnit: Row(ADMINISTRATORS),
    unit_change.NameHead: Row(ADMINISTRATORS),
    unit_change.ArchiveOrgUnit: Row(ADMINISTRATORS),
    unit_change.RestoreOrgUnit: Row(ADMINISTRATORS),
    unit_change.SetUnitZone: Row(ADMINISTRATORS),
    unit_change.ShareCompanyTickets: Row(ADMINISTRATORS),
    unit_change.LetColleaguesAsk: Row(ADMINISTRATORS),
    unit_feed.FeedOrgUnit: Row(TECHNOLOGISTS),
    unit_feed.UnfeedOrgUnit: Row(TECHNOLOGISTS),
    person_register.RegisterPerson: Row(ADMINISTRATORS),
    person_card.RenamePerson: Row(ADMINISTRATORS),
    person_card.MovePerson: Row(ADMINISTRATORS),
    person_card.ChangePosition: Row(ADMINISTRATORS),
    person_card.ChangeEmails: Row(ADMINISTRATORS),
    person_card.ChangePhones: Row(ADMINISTRATORS),
    person_card.ChangePhoto: Row(ADMINISTRATORS),
    person_card.SetPersonZone: Row(EVERYBODY),
    person_card.SetPersonLanguage: Row(EVERYBODY),
    person_access.GiveLogin: Row(ADMINISTRATORS),
    person_access.LicensePerson: Row(ADMINISTRATORS),
    person_access.GrantGroups: Row(ADMINISTRATORS),
    person_access.DeactivatePerson: Row(ADMINISTRATORS),
    person_access.ReactivatePerson: Row(ADMINISTRATORS),
    person_feed.FeedPerson: Row(TECHNOLOGISTS),
    person_feed.UnfeedPerson: Row(TECHNOLOGISTS),
    person_files.AddPersonFile: Row(ADMINISTRATORS),
    person_files.WithdrawPersonFile: Row(ADMINISTRATORS),
    person_units.AddPersonUnit: Row(ADMINISTRATORS),
    person_units.LeavePersonUnit: Row(ADMINISTRATORS),
    merging_persons.MergePerson: Row(ADMINISTRATORS),
    merging_following.LetTicketFollow: Row(NOBODY),
    merging_following.LetTeamFollow: Row(NOBODY),
    account.RecordPasswordSet: Row(EVERYBODY),
    account.OfferPasswordReset: Row(ADMINISTRATORS),
    account.EndSessions: Row(EVERYBODY),
    account.RecordSessionEnded: Row(EVERYBODY),
    account.RecordSecondFactor: Row(EVERYBODY),
    token.RecordTokenMade: Row(EVERYBODY),
    token.RecordTokenWithdrawn: Row(EVERYBODY),
    team.FormTeam: Row(ADMINISTRATORS),
    team.RenameTeam: Row(ADMINISTRATORS),
    team.LinkTeamMembers: Row(ADMINISTRATORS),
    team.UnlinkTeamMembers: Row(ADMINISTRATORS),
    team.NameTeamLead: Row(ADMINISTRATORS),
    team.DisbandTeam: Row(ADMINISTRATORS),
    dealing.ChooseDealing: Row(OPERATORS),
    dealing.DealTicket: Row(NOBODY),
    on_call.SetOnCallRota: Row(OPERATORS),
    on_call.EndOnCallRota: Row(OPERATORS),
    on_call.CoverOnCall: Row(OPERATORS),
    on_call.SwapOnCall: Row(OPERATORS),
    on_call.WithdrawReplacement: Row(OPERATORS),
    problem_register.RegisterProblem: Row(PROBLEM_SOLVERS, "problems"),
    problem_work.DescribeProblem: Row(PROBLEM_SOLVERS, "problems"),
    problem_work.AssignProblem: Row(PROBLEM_SOLVERS, "problems"),
    problem_incidents.LinkProblemIncidents: Row(PROBLEM_SOLVERS, "problems"),
    problem_incidents.UnlinkProblemIncidents: Row(PROBLEM_SOLVERS, "problems"),
    problem_work.RecordWorkaround: Row(PROBLEM_SOLVERS, "problems"),
    problem_work.RecordRootCause: Row(PROBLEM_SOLVERS, "problems"),
    problem_work.MoveProblem: Row(PROBLEM_SOLVERS, "problems"),
    problem_incidents.ResolveProblemIncident: Row(PROBLEM_SOLVERS, "problems"),
    change_draft.DraftChange: Row(CHANGE_MAKERS, "change_requests"),
    change_draft.OutlineChange: Row(CHANGE_MAKERS, "change_requests"),
    change_draft.AssignChange: Row(CHANGE_MAKERS, "change_requests"),
    change_draft.LinkChangeIncidents: Row(CHANGE_MAKERS, "change_requests"),
    change_draft.UnlinkChangeIncidents: Row(CHANGE_MAKERS, "change_requests"),
    change_approve.SubmitChange: Row(CHANGE_MAKERS, "change_requests"),
    change_approve.AnswerChangeApproval: Row(EVERYBODY | CHANGE_MAKERS, "change_requests"),
    change_approve.RecordChangeReminder: Row(NOBODY, "change_requests"),
    change_approve.ExpireChangeApproval: Row(NOBODY, "change_requests"),
    change_stuck_consent.EndStuckConsent: Row(NOBODY, "change_requests"),
    change_schedule.ScheduleChange: Row(CHANGE_MAKERS, "change_requests"),
    change_schedule.MoveChange: Row(CHANGE_MAKERS, "change_requests"),
    article_write.WriteArticle: Row(KNOWLEDGE_WRITERS, "knowledge"),
    article_from_ticket.DraftArticleFromTicket: Row(KNOWLEDGE_WRITERS, "knowledge"),
    article_write.RedraftArticle: Row(KNOWLEDGE_WRITERS, "knowledge"),
    article_write.DropArticleDraft: Row(KNOWLEDGE_WRITERS, "knowledge"),
    article_publish.PublishArticle: Row(KNOWLEDGE_EDITORS, "knowledge"),
    article_publish.WithdrawArticle: Row(KNOWLEDGE_EDITORS, "knowledge"),
    article_publish.ArchiveArticle: Row(KNOWLEDGE_WRITERS, "knowledge"),
    article_publish.RestoreArticle: Row(KNOWLEDGE_WRITERS, "knowledge"),
    article_about.OpenArticle: Row(KNOWLEDGE_WRITERS, "knowledge"),
    article_about.NameArticleServices: Row(KNOWLEDGE_WRITERS, "knowledge"),
    article_about.CheckArticle: Row(KNOWLEDGE_WRITERS, "knowledge"),
    article_about.NameArticleFiles: Row(KNOWLEDGE_WRITERS, "knowledge"),
    article_feedback.GiveArticleFeedback: Row(EVERYBODY, "knowledge"),
    article_feedback.TakeArticleFeedbackBack: Row(EVERYBODY, "knowledge"),
    change_freeze.DeclareFreeze: Row(CHANGE_MAKERS, "change_requests"),
    change_freeze.LiftFreeze: Row(CHANGE_MAKERS, "change_requests"),
    outage.AnnounceOutage: Row(PROBLEM_SOLVERS, "problems"),
    outage.EndOutage: Row(PROBLEM_SOLVERS, "problems"),
    outage.JoinOutage: Row(EVERYBODY, "problems"),
    outage.LeaveOutage: Row(EVERYBODY, "problems"),
    module.HideModule: Row(ADMINISTRATORS),
    module.ShowModule: Row(ADMINISTRATORS),
}
"""Command -> its row (rows 80-85). The desk itself may issue every command, nobody else a crossing.

What everybody may do to an account they may do to their own, administrators to any."""

COMMANDS: dict[str, type[Command]] = {command.name: command for command in CATALOGUE}
"""Stable name -> command."""
BEHIND_SECRETS = frozenset(
    {
        *("record-password-set", "offer-password-reset", "end-sessions", "record-session-ended"),
        *("record-token-made", "record-token-withdrawn", "record-second-factor"),
    }
)
"""Commands that tell what became of a secret: whoever keeps it gives them with the deed, and no door by themselves."""


def may_issue(viewer: Viewer, command_name: str) -> bool:
    """Whether the viewer's groups may issue a command at all; several groups add up (rows 83-84, 86)."""
    if viewer.actor.kind == "system":
        return True
    return not issuers(command_name).isdisjoint(valid(viewer.groups))


def issuers(command_name: str) -> frozenset[Group]:
    """The groups that may issue a command."""
    command = COMMANDS.get(command_name)
    return NOBODY if command is None else CATALOGUE[command].groups


def refuse_who_may_not(viewer: Viewer, command_name: str) -> None:
    """Raise ``NotAllowed``, which says who may, for whoever may not issue a command of this name."""
    if not may_issue(viewer, command_name):
        raise NotAllowed(groups=groups_listed(issuers(command_name)))


def module_of(command: Command) -> Module | None:
    """The module that a command belongs to; most are always there."""
    row = CATALOGUE.get(type(command))
    return None if row is None else row.module
