"""Example bodies and answers of the operations on accounts; part of ``api.openapi.examples``, for the document."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

from api.rest.account import sign_ins as sign_in_routes
from api.rest.account.questions import (
    NOT_SENT,
    ChangePassword,
    Ended,
    GeneratedPassword,
    GeneratePassword,
    Nothing,
    ResetLink,
    ResetPassword,
    SessionList,
    SignedInView,
    SignIn,
)
from api.rest.account.tokens import MadeToken, MakeToken, TokenList
from api.rest.command_route import PERSON
from connectors.storage.accounts.sessions import Session
from connectors.storage.accounts.tokens import TokenEntry
from events.values.people import Actor

_PERSON_ID = UUID(PERSON)
_SESSION_ID = UUID("5b7a2c1e-0d5f-4a55-9a61-2f3a8a1c7b10")
_SIGNED_IN = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
_EXPIRES = datetime(2026, 12, 23, 6, 0, tzinfo=UTC)
_SESSIONS = SessionList(
    [
        Session(
            session_id=_SESSION_ID,
            person_id=_PERSON_ID,
            client="Firefox",
            source="192.0.2.7",
            created_at=_SIGNED_IN,
            used_at=_SIGNED_IN,
            expires_at=_EXPIRES,
        )
    ]
)
_TOKENS = TokenList(
    [
        TokenEntry(
            token_id=UUID("9a1d4f0c-63b5-4b8e-8a39-5c7c0f3e2d21"),
            actor=Actor(kind="person", id=_PERSON_ID, name="Орлова А. С."),
            groups=frozenset({"specialist"}),
            scopes=frozenset({"read"}),
            label="Отчёты",
            created_at=_SIGNED_IN,
            expires_at=_EXPIRES,
            used_at=None,
        )
    ]
)

ACCOUNT_ANSWERS: dict[str, msgspec.Struct] = {
    "sign-in": SignedInView(
        secret="sess_…",  # noqa: S106 - an example
        session_id=_SESSION_ID,
        person_id=_PERSON_ID,
        expires_at=_EXPIRES,
        must_change=False,
    ),
    "sign-out": Ended(1),
    "change-password": Ended(0),
    "list-sessions": _SESSIONS,
    "end-sessions-elsewhere": Ended(2),
    "end-session": Ended(1),
    "list-tokens": _TOKENS,
    "make-token": MadeToken(token="desk_…", expires_at=_EXPIRES),  # noqa: S106 - an example
    "withdraw-token": Ended(1),
    "list-sign-ins": sign_in_routes.EXAMPLE,
    "list-all-tokens": _TOKENS,
    "withdraw-any-token": Ended(1),
    "generate-password": GeneratedPassword(password="abcd-efgh-jkmn-pqrs", sent=False, note=NOT_SENT),  # noqa: S106 - an example
    "offer-reset-link": ResetLink(link="reset_…", expires_at=_EXPIRES),
    "reset-password": Ended(0),
    "list-sessions-of": _SESSIONS,
    "end-sessions-of": Ended(2),
}

ACCOUNT_BODIES: dict[str, tuple[type[msgspec.Struct], dict[str, Any]]] = {
    "sign-in": (SignIn, {"login": "anna.orlova", "password": "верно коню батарея скрепка"}),
    "sign-out": (Nothing, {}),
    "offer-reset-link": (Nothing, {}),
    "change-password": (
        ChangePassword,
        {"old_password": "abcd-efgh-jkmn-pqrs", "password": "верно коню батарея скрепка"},
    ),
    "make-token": (MakeToken, {"label": "Отчёты", "scopes": ["read"], "days": 90}),
    "generate-password": (GeneratePassword, {"send": True}),
    "reset-password": (ResetPassword, {"link": "reset_…", "password": "верно коню батарея скрепка"}),
}
"""Operation -> what its body is made of, and an example."""
