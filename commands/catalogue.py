"""All commands of the desk on one page; imported by the bus, the routes and the docs."""

from __future__ import annotations

from commands.agreement import (
    ChooseBaseAgreement,
    ConcludeAgreement,
    NameDefaultResponsible,
    RenameAgreement,
    RescheduleAgreement,
    ReviseAgreementPromise,
)
from commands.command import Command
from commands.person import GrantGroups, RegisterPerson
from commands.service_schedule import (
    DeclareHolidays,
    DrawUpSchedule,
    RenameSchedule,
    ReviseSchedule,
    WithdrawHolidays,
)
from commands.team import FormTeam, LinkTeamMembers, NameTeamLead, RenameTeam, UnlinkTeamMembers
from commands.ticket.crossings import (
    CloseTicketByItself,
    RecordDeadlineMiss,
    RecordEscalation,
    WakeTicket,
    WithdrawDeadlineMiss,
)
from commands.ticket.register import RegisterTicket
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
)
from commands.ticket_type import ArchiveTicketType, DefineTicketType, RestoreTicketType, ReviseTicketType

COMMANDS: dict[str, type[Command]] = {
    command.name: command
    for command in (
        RegisterTicket,
        AssignTicket,
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
        CommentOnTicket,
        PrioritiseTicket,
        ReclassifyTicket,
        RecordDeadlineMiss,
        WithdrawDeadlineMiss,
        RecordEscalation,
        WakeTicket,
        CloseTicketByItself,
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
        DrawUpSchedule,
        RenameSchedule,
        ReviseSchedule,
        DeclareHolidays,
        WithdrawHolidays,
        RegisterPerson,
        GrantGroups,
        FormTeam,
        RenameTeam,
        LinkTeamMembers,
        UnlinkTeamMembers,
        NameTeamLead,
    )
}
"""Stable name -> command."""
