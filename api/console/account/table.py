"""Pages of whoever signs in: their session, password, look, and what waits for their approval."""

from __future__ import annotations

from api.console.account import approvals, coming_in, pages, provider, second_factor, sessions
from api.console.shown import Shown

PAGES: tuple[Shown, ...] = (
    Shown("/", pages.front),
    Shown("/sign-in", coming_in.sign_in_page, is_open=True),
    Shown("/sign-in", coming_in.sign_in, "POST", is_open=True),
    Shown("/sign-in/code", coming_in.code_page, is_open=True),
    Shown("/sign-in/code", coming_in.give_code, "POST", is_open=True),
    Shown("/sign-in/provider", provider.go_there, is_open=True),
    Shown("/sign-in/back", provider.come_back, is_open=True),
    Shown("/sign-in/provider/leave", provider.leave, is_open=True),
    Shown("/sign-out", coming_in.sign_out, "POST", is_open=True),
    Shown("/sign-out", pages.front),
    Shown("/password", pages.password_page, is_open=True),
    Shown("/password", pages.change_password, "POST", is_open=True),
    Shown("/look", pages.look, "POST", is_open=True),
    Shown("/look", pages.front),
    Shown("/second-factor", second_factor.second_factor, is_open=True),
    *(
        Shown(f"/second-factor/{deed}", make, "POST", is_open=True)
        for deed, make in (
            ("begin", second_factor.begin),
            ("confirm", second_factor.confirm),
            ("codes", second_factor.new_codes),
            ("off", second_factor.switch_off),
        )
    ),
    Shown("/second-factor/{deed}", second_factor.led, is_open=True),
    Shown("/account", sessions.account),
    Shown("/account/sessions/end-others", sessions.end_others, "POST"),
    Shown("/account/sessions/{session}/end", sessions.end_one, "POST"),
    Shown("/account/zone", pages.choose_zone, "POST"),
    Shown("/approvals", approvals.approvals),
    Shown("/portal/approvals", approvals.approvals),
)
