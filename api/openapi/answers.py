"""What every question, and whatever is no command, answers with: by its id; for ``api.openapi.document``."""

from __future__ import annotations

import msgspec

from api.questions.account.traces import SessionList, SignInList, TokenList
from api.questions.agreement.cards import AgreementList, Holdings
from api.questions.agreement.equivalents import AgreementCard
from api.questions.agreement.previews import PromisePreview
from api.questions.desk import ModuleList
from api.questions.history.cards import History
from api.questions.org_unit.cards import UnitList
from api.questions.person.cards import InHand, PersonList, PersonPage
from api.questions.person.teams import TeamList
from api.questions.problem.incidents import IncidentOutcomes
from api.questions.quarantine import QuarantineList
from api.questions.rights import Rights
from api.questions.schedule.cards import Proposal, ScheduleList, TimetablePreview
from api.questions.service.catalogue import Catalogue
from api.questions.ticket.approvals import QuestionList
from api.questions.ticket.card import Timeline
from api.questions.ticket.clocks import TicketExplanation
from api.questions.ticket_type import RevisionPreview, TicketTypeCard, TicketTypeList
from api.rest.account.questions import Ended, GeneratedPassword, ResetLink, SignedInView
from api.rest.account.tokens import MadeToken
from api.rest.commands import ReceiptView
from connectors.storage.shelves.quarantine import Quarantined
from events.values.people import Viewer
from projections.agreement.past_versions import HoursVersion, PromiseVersion
from projections.change_request.pages import ChangeCard, ChangePage
from projections.desk.labels import DeskResponsible
from projections.org_unit.card import UnitCard
from projections.org_unit.tree import Branches
from projections.person.card import PersonCard
from projections.person.directory import TeamView
from projections.problem.pages import ProblemCard, ProblemPage
from projections.service.offers import Offer
from projections.sla_clocks.counts import Counts
from projections.sla_clocks.preview import SchedulePreview
from projections.sla_clocks.readers import ClocksView
from projections.ticket.as_registered import AsRegistered
from projections.ticket.card import WholeCard
from projections.ticket.handovers import OpenTickets
from projections.ticket.pages import Page
from projections.ticket_type.rows import TypeVersion

ANSWERS: dict[str, type[msgspec.Struct]] = {
    "list-tickets": Page,
    "count-tickets": Counts,
    "read-ticket": WholeCard,
    "read-ticket-timeline": Timeline,
    "read-ticket-history": History,
    "read-ticket-as-registered": AsRegistered,
    "read-ticket-sla": ClocksView,
    "explain-ticket-sla": TicketExplanation,
    "list-my-approvals": QuestionList,
    "list-ticket-types": TicketTypeList,
    "read-ticket-type": TicketTypeCard,
    "read-ticket-type-version": TypeVersion,
    "read-ticket-type-history": History,
    "preview-ticket-type": RevisionPreview,
    "list-problems": ProblemPage,
    "read-problem": ProblemCard,
    "read-problem-history": History,
    "resolve-incidents": IncidentOutcomes,
    "list-changes": ChangePage,
    "read-change": ChangeCard,
    "read-change-history": History,
    "list-schedules": ScheduleList,
    "read-schedule-version": HoursVersion,
    "read-schedule-history": History,
    "try-timetable": TimetablePreview,
    "preview-schedule": SchedulePreview,
    "propose-holidays": Proposal,
    "list-agreements": AgreementList,
    "read-agreement": AgreementCard,
    "read-agreement-version": PromiseVersion,
    "read-agreement-history": History,
    "preview-agreement": PromisePreview,
    "list-agreements-of-person": Holdings,
    "list-my-agreements": Holdings,
    "read-desk-responsible": DeskResponsible,
    "list-services": Catalogue,
    "read-service": Offer,
    "read-service-history": History,
    "read-catalogue-of-person": Catalogue,
    "read-my-catalogue": Catalogue,
    "find-persons": PersonList,
    "read-person": PersonCard,
    "read-reports": PersonPage,
    "count-person-tickets": InHand,
    "read-person-history": History,
    "upload-photo": ReceiptView,
    "remove-photo": ReceiptView,
    "list-teams": TeamList,
    "read-team": TeamView,
    "count-team-tickets": OpenTickets,
    "read-team-history": History,
    "list-units": Branches,
    "find-units": UnitList,
    "read-unit": UnitCard,
    "list-unit-people": PersonPage,
    "read-unit-history": History,
    "list-modules": ModuleList,
    "read-module-history": History,
    "list-quarantine": QuarantineList,
    "read-quarantined": Quarantined,
    "release-quarantined": Quarantined,
    "who-am-i": Viewer,
    "read-rights": Rights,
    "sign-in": SignedInView,
    "sign-out": Ended,
    "change-password": Ended,
    "reset-password": Ended,
    "generate-password": GeneratedPassword,
    "offer-reset-link": ResetLink,
    "list-sessions": SessionList,
    "list-sessions-of": SessionList,
    "end-session": Ended,
    "end-sessions-elsewhere": Ended,
    "end-sessions-of": Ended,
    "make-token": MadeToken,
    "list-tokens": TokenList,
    "list-all-tokens": TokenList,
    "withdraw-token": Ended,
    "withdraw-any-token": Ended,
    "list-sign-ins": SignInList,
}
