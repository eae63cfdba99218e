"""All commands of the desk on one page, who may issue them and to which module they belong; asked by bus and doors."""

from __future__ import annotations

import msgspec

from commands.account import EndSessions, OfferPasswordReset, RecordPasswordSet, RecordSessionEnded
from commands.agreement import (
    ChooseBaseAgreement,
    ConcludeAgreement,
    NameDefaultResponsible,
    RenameAgreement,
    RescheduleAgreement,
    ReviseAgreementPromise,
)
from commands.agreement_scope import (
    ArchiveAgreement,
    CorrectAgreementKind,
    NameDeskResponsible,
    NameProvider,
    NameRecipients,
    NameServices,
    RestoreAgreement,
    SetValidity,
)
from commands.change_request.approve import (
    AnswerChangeApproval,
    ExpireChangeApproval,
    RecordChangeReminder,
    SubmitChange,
)
from commands.change_request.draft import (
    AssignChange,
    DraftChange,
    LinkChangeIncidents,
    OutlineChange,
    UnlinkChangeIncidents,
)
from commands.change_request.schedule import MoveChange, ScheduleChange
from commands.change_request.stuck_consent import EndStuckConsent
from commands.command import Command
from commands.found_desk import FoundDesk
from commands.module import HideModule, ShowModule
from commands.org_unit.add import AddBranch, AddCompany, AddDepartment
from commands.org_unit.change import (
    ArchiveOrgUnit,
    MoveOrgUnit,
    NameHead,
    RenameOrgUnit,
    RestoreOrgUnit,
    SetUnitZone,
    ShareCompanyTickets,
)
from commands.org_unit.feed import FeedOrgUnit, UnfeedOrgUnit
from commands.permissions import (
    ADMINISTRATORS,
    CHANGE_MAKERS,
    EVERYBODY,
    NOBODY,
    OPERATORS,
    PROBLEM_SOLVERS,
    TECHNOLOGISTS,
)
from commands.person.access import DeactivatePerson, GiveLogin, GrantGroups, LicensePerson, ReactivatePerson
from commands.person.card import (
    ChangeEmails,
    ChangePhones,
    ChangePhoto,
    ChangePosition,
    MovePerson,
    RenamePerson,
    SetPersonLanguage,
    SetPersonZone,
)
from commands.person.feed import FeedPerson, UnfeedPerson
from commands.person.register import RegisterPerson
from commands.person.substitute import DismissSubstitute, NameSubstitute
from commands.problem.incidents import LinkProblemIncidents, ResolveProblemIncident, UnlinkProblemIncidents
from commands.problem.register import RegisterProblem
from commands.problem.work import (
    AssignProblem,
    DescribeProblem,
    MoveProblem,
    RecordRootCause,
    RecordWorkaround,
)
from commands.service import (
    AddService,
    AllowServiceTypes,
    ArchiveService,
    DescribeService,
    MoveService,
    NameServiceResponsible,
    PlaceService,
    RestoreService,
)
from commands.service_schedule import (
    DeclareHolidays,
    DrawUpSchedule,
    RenameSchedule,
    ReviseSchedule,
    WithdrawHolidays,
)
from commands.team import DisbandTeam, FormTeam, LinkTeamMembers, NameTeamLead, RenameTeam, UnlinkTeamMembers
from commands.ticket.approval import (
    AnswerApproval,
    ExpireApproval,
    RecordApprovalReminder,
    RequestApproval,
    WithdrawApproval,
)
from commands.ticket.crossings import (
    CloseTicketByItself,
    RecordDeadlineMiss,
    RecordEscalation,
    WakeTicket,
    WithdrawDeadlineMiss,
    WithdrawEscalation,
)
from commands.ticket.recognise import RecogniseRequester
from commands.ticket.register import RegisterTicket
from commands.ticket.retelling import BeginTicketHistory, EndTicketHistory
from commands.ticket.stuck_approval import EndStuckApproval
from commands.ticket.talk import CommentOnTicket, PrioritiseTicket, ReclassifyTicket
from commands.ticket.work import (
    AssignTicket,
    CloseTicket,
    DeclineTicket,
    LeadTicket,
    MergeTicket,
    MoveTicket,
    PutTicketInProgress,
    PutTicketOnHold,
    ReopenTicket,
    ResolveTicket,
    ResumeTicket,
    UnassignTicket,
)
from commands.ticket_type.define import ArchiveTicketType, DefineTicketType, RestoreTicketType, ReviseTicketType
from commands.token import RecordTokenMade, RecordTokenWithdrawn
from events.values.module import Module
from events.values.people import Group, Viewer, valid


class Row(msgspec.Struct, frozen=True):
    """What the desk says of a command: which groups may issue it, and which module it belongs to, if any (row 159)."""

    groups: frozenset[Group]
    module: Module | None = None


CATALOGUE: dict[type[Command], Row] = {
    RegisterTicket: Row(EVERYBODY),
    AssignTicket: Row(OPERATORS),
    UnassignTicket: Row(OPERATORS),
    PutTicketInProgress: Row(OPERATORS),
    PutTicketOnHold: Row(OPERATORS),
    ResumeTicket: Row(OPERATORS),
    ResolveTicket: Row(OPERATORS),
    CloseTicket: Row(EVERYBODY),
    ReopenTicket: Row(EVERYBODY),
    DeclineTicket: Row(OPERATORS),
    MergeTicket: Row(OPERATORS),
    MoveTicket: Row(EVERYBODY),
    LeadTicket: Row(NOBODY),
    RecogniseRequester: Row(NOBODY),
    CommentOnTicket: Row(EVERYBODY),
    PrioritiseTicket: Row(OPERATORS),
    ReclassifyTicket: Row(OPERATORS),
    RecordDeadlineMiss: Row(NOBODY),
    WithdrawDeadlineMiss: Row(NOBODY),
    RecordEscalation: Row(NOBODY),
    WithdrawEscalation: Row(NOBODY),
    BeginTicketHistory: Row(ADMINISTRATORS),
    EndTicketHistory: Row(ADMINISTRATORS),
    WakeTicket: Row(NOBODY),
    CloseTicketByItself: Row(NOBODY),
    RequestApproval: Row(OPERATORS),
    AnswerApproval: Row(EVERYBODY),
    WithdrawApproval: Row(OPERATORS),
    RecordApprovalReminder: Row(NOBODY),
    ExpireApproval: Row(NOBODY),
    EndStuckApproval: Row(NOBODY),
    NameSubstitute: Row(EVERYBODY),
    DismissSubstitute: Row(EVERYBODY),
    DefineTicketType: Row(ADMINISTRATORS),
    ReviseTicketType: Row(ADMINISTRATORS),
    ArchiveTicketType: Row(ADMINISTRATORS),
    RestoreTicketType: Row(ADMINISTRATORS),
    ConcludeAgreement: Row(ADMINISTRATORS),
    RenameAgreement: Row(ADMINISTRATORS),
    ReviseAgreementPromise: Row(ADMINISTRATORS),
    RescheduleAgreement: Row(ADMINISTRATORS),
    NameDefaultResponsible: Row(ADMINISTRATORS),
    ChooseBaseAgreement: Row(ADMINISTRATORS),
    NameRecipients: Row(ADMINISTRATORS),
    NameServices: Row(ADMINISTRATORS),
    NameProvider: Row(ADMINISTRATORS),
    CorrectAgreementKind: Row(ADMINISTRATORS),
    SetValidity: Row(ADMINISTRATORS),
    ArchiveAgreement: Row(ADMINISTRATORS),
    RestoreAgreement: Row(ADMINISTRATORS),
    NameDeskResponsible: Row(ADMINISTRATORS),
    AddService: Row(ADMINISTRATORS),
    DescribeService: Row(ADMINISTRATORS),
    MoveService: Row(ADMINISTRATORS),
    PlaceService: Row(ADMINISTRATORS),
    AllowServiceTypes: Row(ADMINISTRATORS),
    NameServiceResponsible: Row(ADMINISTRATORS),
    ArchiveService: Row(ADMINISTRATORS),
    RestoreService: Row(ADMINISTRATORS),
    DrawUpSchedule: Row(ADMINISTRATORS),
    RenameSchedule: Row(ADMINISTRATORS),
    ReviseSchedule: Row(ADMINISTRATORS),
    DeclareHolidays: Row(ADMINISTRATORS),
    WithdrawHolidays: Row(ADMINISTRATORS),
    FoundDesk: Row(NOBODY),
    AddDepartment: Row(ADMINISTRATORS),
    AddCompany: Row(ADMINISTRATORS),
    AddBranch: Row(ADMINISTRATORS),
    RenameOrgUnit: Row(ADMINISTRATORS),
    MoveOrgUnit: Row(ADMINISTRATORS),
    NameHead: Row(ADMINISTRATORS),
    ArchiveOrgUnit: Row(ADMINISTRATORS),
    RestoreOrgUnit: Row(ADMINISTRATORS),
    SetUnitZone: Row(ADMINISTRATORS),
    ShareCompanyTickets: Row(ADMINISTRATORS),
    FeedOrgUnit: Row(TECHNOLOGISTS),
    UnfeedOrgUnit: Row(TECHNOLOGISTS),
    RegisterPerson: Row(ADMINISTRATORS),
    RenamePerson: Row(ADMINISTRATORS),
    MovePerson: Row(ADMINISTRATORS),
    ChangePosition: Row(ADMINISTRATORS),
    ChangeEmails: Row(ADMINISTRATORS),
    ChangePhones: Row(ADMINISTRATORS),
    ChangePhoto: Row(ADMINISTRATORS),
    SetPersonZone: Row(ADMINISTRATORS),
    SetPersonLanguage: Row(ADMINISTRATORS),
    GiveLogin: Row(ADMINISTRATORS),
    LicensePerson: Row(ADMINISTRATORS),
    GrantGroups: Row(ADMINISTRATORS),
    DeactivatePerson: Row(ADMINISTRATORS),
    ReactivatePerson: Row(ADMINISTRATORS),
    FeedPerson: Row(TECHNOLOGISTS),
    UnfeedPerson: Row(TECHNOLOGISTS),
    RecordPasswordSet: Row(EVERYBODY),
    OfferPasswordReset: Row(ADMINISTRATORS),
    EndSessions: Row(EVERYBODY),
    RecordSessionEnded: Row(EVERYBODY),
    RecordTokenMade: Row(EVERYBODY),
    RecordTokenWithdrawn: Row(EVERYBODY),
    FormTeam: Row(ADMINISTRATORS),
    RenameTeam: Row(ADMINISTRATORS),
    LinkTeamMembers: Row(ADMINISTRATORS),
    UnlinkTeamMembers: Row(ADMINISTRATORS),
    NameTeamLead: Row(ADMINISTRATORS),
    DisbandTeam: Row(ADMINISTRATORS),
    RegisterProblem: Row(PROBLEM_SOLVERS, "problems"),
    DescribeProblem: Row(PROBLEM_SOLVERS, "problems"),
    AssignProblem: Row(PROBLEM_SOLVERS, "problems"),
    LinkProblemIncidents: Row(PROBLEM_SOLVERS, "problems"),
    UnlinkProblemIncidents: Row(PROBLEM_SOLVERS, "problems"),
    RecordWorkaround: Row(PROBLEM_SOLVERS, "problems"),
    RecordRootCause: Row(PROBLEM_SOLVERS, "problems"),
    MoveProblem: Row(PROBLEM_SOLVERS, "problems"),
    ResolveProblemIncident: Row(PROBLEM_SOLVERS, "problems"),
    DraftChange: Row(CHANGE_MAKERS, "change_requests"),
    OutlineChange: Row(CHANGE_MAKERS, "change_requests"),
    AssignChange: Row(CHANGE_MAKERS, "change_requests"),
    LinkChangeIncidents: Row(CHANGE_MAKERS, "change_requests"),
    UnlinkChangeIncidents: Row(CHANGE_MAKERS, "change_requests"),
    SubmitChange: Row(CHANGE_MAKERS, "change_requests"),
    AnswerChangeApproval: Row(EVERYBODY | CHANGE_MAKERS, "change_requests"),
    RecordChangeReminder: Row(NOBODY, "change_requests"),
    ExpireChangeApproval: Row(NOBODY, "change_requests"),
    EndStuckConsent: Row(NOBODY, "change_requests"),
    ScheduleChange: Row(CHANGE_MAKERS, "change_requests"),
    MoveChange: Row(CHANGE_MAKERS, "change_requests"),
    HideModule: Row(ADMINISTRATORS),
    ShowModule: Row(ADMINISTRATORS),
}
"""Command -> its row (rows 80-85). The desk itself may issue every command, nobody else a crossing.

What everybody may do to an account they may do to their own, administrators to any."""

COMMANDS: dict[str, type[Command]] = {command.name: command for command in CATALOGUE}
"""Stable name -> command."""


def may_issue(viewer: Viewer, command_name: str) -> bool:
    """Whether the viewer's groups may issue a command at all; several groups add up (rows 83-84, 86)."""
    if viewer.actor.kind == "system":
        return True
    return not issuers(command_name).isdisjoint(valid(viewer.groups))


def issuers(command_name: str) -> frozenset[Group]:
    """The groups that may issue a command."""
    command = COMMANDS.get(command_name)
    return NOBODY if command is None else CATALOGUE[command].groups


def module_of(command: Command) -> Module | None:
    """The module that a command belongs to; most are always there."""
    row = CATALOGUE.get(type(command))
    return None if row is None else row.module
