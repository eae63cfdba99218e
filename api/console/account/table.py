"""Pages of whoever signs in: their session, password, look, and what waits for their approval."""

from __future__ import annotations

from api.console.account import approvals, pages
from api.console.shown import Shown

PAGES: tuple[Shown, ...] = (
    Shown("/", pages.front),
    Shown("/sign-in", pages.sign_in_page, is_open=True),
    Shown("/sign-in", pages.sign_in, "POST", is_open=True),
    Shown("/sign-out", pages.sign_out, "POST", is_open=True),
    Shown("/sign-out", pages.front),
    Shown("/password", pages.password_page, is_open=True),
    Shown("/password", pages.change_password, "POST", is_open=True),
    Shown("/look", pages.look, "POST", is_open=True),
    Shown("/look", pages.front),
    Shown("/approvals", approvals.approvals),
    Shown("/portal/approvals", approvals.approvals),
)
