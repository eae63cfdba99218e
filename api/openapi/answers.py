"""What every question, and whatever is no command, answers with: by its id; for ``api.openapi.document``."""

from __future__ import annotations

import inspect
from typing import get_args, get_type_hints

import msgspec

from api.questions.account.tokens import MadeToken
from api.questions.asking import ASKED
from api.questions.history.cards import History
from api.questions.live.notices import NoticeSettings, UnreadNotices
from api.questions.rating.cards import AboutLink
from api.questions.ticket.clocks import TicketExplanation
from api.questions.ticket.history import TicketChanges
from api.rest.account.questions import Ended, GeneratedPassword, ResetLink, SignedInView
from api.rest.account.second_factor import RecoveryCodes
from api.rest.commands import ReceiptView
from api.rest.file.uploads import UploadedFiles
from api.rest.live.drafts import SavedDraft
from api.rest.live.looked import Seen, Unread
from api.rest.live.presence import Believed, Left
from api.rest.live.sends import SendView
from connectors.inbound.sign_in.second_factor import Begun
from connectors.storage.live.sends import Send
from connectors.storage.shelves.quarantine import Quarantined

DEEDS: dict[str, type[msgspec.Struct]] = {
    "say-presence": Believed,
    "leave-ticket": Left,
    "mark-looked": Unread,
    "read-notices": UnreadNotices,
    "mute-notices": NoticeSettings,
    "mark-unread": Unread,
    "mark-many-looked": Seen,
    "save-draft": SavedDraft,
    "drop-draft": Left,
    "send-later": SendView,
    "call-back": Send,
    "upload-photo": ReceiptView,
    "upload-file": UploadedFiles,
    "remove-photo": ReceiptView,
    "sign-in": SignedInView,
    "sign-out": Ended,
    "change-password": Ended,
    "reset-password": Ended,
    "generate-password": GeneratedPassword,
    "offer-reset-link": ResetLink,
    "answer-satisfaction": AboutLink,
    "end-session": Ended,
    "end-sessions-elsewhere": Ended,
    "end-sessions-of": Ended,
    "make-token": MadeToken,
    "withdraw-token": Ended,
    "withdraw-any-token": Ended,
    "begin-second-factor": Begun,
    "confirm-second-factor": RecoveryCodes,
    "make-recovery-codes": RecoveryCodes,
    "switch-second-factor-off": Ended,
    "take-second-factor-off": Ended,
}
"""What is done and is no command."""
TOLD_OTHERWISE: dict[str, type[msgspec.Struct]] = {
    "explain-ticket-sla": TicketExplanation,
    "read-ticket-history": History,
    "read-ticket-changes": TicketChanges,
    "release-quarantined": Quarantined,
}
"""Questions of whose answer a route tells a part."""
PICTURES = frozenset(
    {
        *("draw-lifecycle", "draw-ticket-sla", "read-photo", "read-quarantined-original", "export-tickets"),
        *("read-file", "read-person-file", "read-on-call-calendar"),
    }
)
"""What is answered with a picture or a file."""


def answers() -> dict[str, type[msgspec.Struct]]:
    """Operation -> what its route answers with; of every question that has been laid, what it says itself."""
    asked = {
        name: get_args(get_type_hints(inspect.unwrap(question))["return"])[0]
        for name, question in ASKED.items()
        if name not in PICTURES
    }
    return asked | TOLD_OTHERWISE | DEEDS
