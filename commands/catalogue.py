"""All commands of the desk on one page; imported by the bus, the routes and the docs."""

from __future__ import annotations

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
from commands.org_unit.found_desk import FoundDesk
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
from commands.ticket_type import ArchiveTicketType, DefineTicketType, RestoreTicketType, ReviseTicketType
from commands.token import RecordTokenMade, RecordTokenWithdrawn

COMMANDS: dict[str, type[Command]] = {
    command.name: command
    for command in (
        RegisterTicket,
        AssignTicket,
        UnassignTicket,
        PutTicketInProgress,
        PutTicketOnHold,
        ResumeTicket,
        ResolveTicket,
        CloseTicket,
        ReopenTicket,
        DeclineTicket,
        MergeTicket,
        MoveTicket,
        LeadTicket,
        RecogniseRequester,
        CommentOnTicket,
        PrioritiseTicket,
        ReclassifyTicket,
        RecordDeadlineMiss,
        WithdrawDeadlineMiss,
        RecordEscalation,
        WithdrawEscalation,
        BeginTicketHistory,
        EndTicketHistory,
        WakeTicket,
        CloseTicketByItself,
        RequestApproval,
        AnswerApproval,
        WithdrawApproval,
        RecordApprovalReminder,
        ExpireApproval,
        EndStuckApproval,
        NameSubstitute,
        DismissSubstitute,
        DefineTicketType,
        ReviseTicketType,
        ArchiveTicketType,
        RestoreTicketType,
        ConcludeAgreement,
        RenameAgreement,
        ReviseAgreementPromise,
        RescheduleAgreement,
        NameDefaultResponsible,
        ChooseBaseAgreement,
        NameRecipients,
        NameServices,
        NameProvider,
        CorrectAgreementKind,
        SetValidity,
        ArchiveAgreement,
        RestoreAgreement,
        NameDeskResponsible,
        AddService,
        DescribeService,
        MoveService,
        PlaceService,
        AllowServiceTypes,
        NameServiceResponsible,
        ArchiveService,
        RestoreService,
        DrawUpSchedule,
        RenameSchedule,
        ReviseSchedule,
        DeclareHolidays,
        WithdrawHolidays,
        FoundDesk,
        AddDepartment,
        AddCompany,
        AddBranch,
        RenameOrgUnit,
        MoveOrgUnit,
        NameHead,
        ArchiveOrgUnit,
        RestoreOrgUnit,
        SetUnitZone,
        ShareCompanyTickets,
        FeedOrgUnit,
        UnfeedOrgUnit,
        RegisterPerson,
        RenamePerson,
        MovePerson,
        ChangePosition,
        ChangeEmails,
        ChangePhones,
        ChangePhoto,
        SetPersonZone,
        SetPersonLanguage,
        GiveLogin,
        LicensePerson,
        GrantGroups,
        DeactivatePerson,
        ReactivatePerson,
        FeedPerson,
        UnfeedPerson,
        RecordPasswordSet,
        OfferPasswordReset,
        EndSessions,
        RecordSessionEnded,
        RecordTokenMade,
        RecordTokenWithdrawn,
        FormTeam,
        RenameTeam,
        LinkTeamMembers,
        UnlinkTeamMembers,
        NameTeamLead,
        DisbandTeam,
        RegisterProblem,
        DescribeProblem,
        AssignProblem,
        LinkProblemIncidents,
        UnlinkProblemIncidents,
        RecordWorkaround,
        RecordRootCause,
        MoveProblem,
        ResolveProblemIncident,
        DraftChange,
        OutlineChange,
        AssignChange,
        LinkChangeIncidents,
        UnlinkChangeIncidents,
        SubmitChange,
        AnswerChangeApproval,
        RecordChangeReminder,
        ExpireChangeApproval,
        EndStuckConsent,
        ScheduleChange,
        MoveChange,
        HideModule,
        ShowModule,
    )
}
"""Stable name -> command."""
