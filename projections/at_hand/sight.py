"""Who may use what people keep at hand, and how often it was used; part of the statements that list such things."""

from __future__ import annotations

from projections.kit.statement import Fragment, statement

OPEN = statement(
    "(v.maker_id = %(viewer)s OR p.merged_into = %(viewer)s OR v.audience = 'everyone' OR (v.audience = 'team'"
    " AND (%(all)s OR v.team_id IN (SELECT m.team_id FROM team_members m WHERE m.person_id = %(viewer)s))))"
)
"""``v`` is the thing, ``p`` its maker's card: whatever they made under another one is theirs. The rule of
``commands.kept_at_hand``; with ``all`` whoever asks administers, and has the things of every team."""


def uses(thing: Fragment) -> Fragment:
    """A join of ``uses.used`` and ``uses.used_by_me``: how often the thing of this id was used, and by the viewer."""
    return statement(
        "LEFT JOIN LATERAL (SELECT count(*) AS used, count(*) FILTER (WHERE u.used_by = %(viewer)s) AS used_by_me"
        " FROM at_hand_uses u WHERE u.thing_id = {thing}) uses ON true",
        thing=thing,
    )
