"""The parameters that a list of tickets, its groups and its export are narrowed by; used by their routes."""

from __future__ import annotations

from fastapi import Query
from fastapi.params import Param

from api.rest.parameters import ITSELF, sought
from events.values.wished_time import LONGEST

LONGEST_CONDITION = 8_000
_FROM = "This instant or later: 2026-03-01, 2026-03-01T09:00:00+03:00, today, -7d, month-1m."
_BEFORE = "Before this instant, told in the same ways."
NARROWED: dict[str, Param] = {
    "status": Query(description="Codes of statuses, such as new; several with commas or one by one, as everywhere."),
    "ticket_type": Query(alias="type", description="Codes of types."),
    "priority": Query(description="critical, high, normal, low."),
    "satisfaction": Query(description="How it was rated, 1 to 5; none: nobody rated it. Several with commas."),
    "checklist": Query(description="done, open or none: how far the checklist is. For staff, like the checklist."),
    "channel": Query(description="portal, email, phone, api, walk_in."),
    "team": Query(description="Ids, “mine” (the teams that one is in) or “nobody”."),
    "responsible": Query(description="Ids, logins, e-mail addresses, “me” or “nobody”."),
    "requester": Query(description="Ids, logins, e-mail addresses, or “me”."),
    "company": Query(description="Ids of companies that requesters were of at registration, or “none”."),
    "unit": Query(description="Ids of units where requesters were at registration; with what is below, or “none”."),
    "agreement": Query(description="Ids of agreements."),
    "service": Query(description="Ids of services, each with all that is below it, or “none”."),
    "service_exactly": Query(description=ITSELF),
    "is_open": Query(alias="open", description="Neither resolved nor over."),
    "overdue": Query(description="Past due by now."),
    "watching": Query(description="“me”: only those that I watch."),
    "unread": Query(description="Those on which others did something since I looked; false: the others."),
    **{
        f"{field}_{end}": Query(max_length=LONGEST, description=told)
        for field in ("registered", "changed", "closed", "missed", "due")
        for end, told in (("from", _FROM), ("before", _BEFORE))
    },
    "attribute": Query(description="code:value, type.code:value, or the code alone for any value."),
    "tag": Query(description="Tags, one of which a ticket bears; several with commas. For staff, like tags."),
    "tag_all": Query(description="Tags that it bears, all of them."),
    "tag_none": Query(description="Tags none of which it bears."),
    "numbers": Query(description="Numbers of tickets: 1001,1002."),
    "text": sought(),
    "where": Query(max_length=LONGEST_CONDITION, description="A condition in JSON, as views keep it (Condition)."),
    "zone": Query(max_length=64, description="Whose midnight days begin at, such as Europe/Moscow; else one's own."),
}
"""What a list, its groups and its export are narrowed by."""
