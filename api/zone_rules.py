"""The zones' rules of this host, checked and followed at the start; ``api.questions.health`` tells of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

import structlog

from connectors.storage.feeds import positions, zone_marks
from events.values import zones
from events.values.refusal import Refusal
from projections.sla_clocks import zone_rules

if TYPE_CHECKING:
    from api.bootstrap import Desk

_STALE_AFTER = timedelta(days=365)


class ZoneRulesAreMissing(Refusal):
    """The package “tzdata” with the rules of time zones is missing, and the system's files are not read instead:
    hosts would count differently. Install what constraints.txt names: pip install tzdata.
    """  # noqa: D205 - a refusal's message is one paragraph

    ru: ClassVar[str] = (
        "Нет пакета «tzdata» с правилами часовых поясов, а системные файлы вместо него не читаются: разные машины"
        " считали бы по-разному. Установите версию из constraints.txt: pip install tzdata."
    )


def check(now: datetime) -> None:
    """Refuse to begin without rules; warn of old ones."""
    here = zones.rules()
    if not here:
        raise ZoneRulesAreMissing
    # Rules bear the year and a letter: those of a year that is over for long are old whatever the letter.
    if here < zones.OLDEST_RULES or int(here[:4]) < (now - _STALE_AFTER).year:
        structlog.get_logger("zones").warning(
            "zone_rules_old",
            version=here,
            en="the rules of time zones are old: update the package tzdata, then start again",
            ru="правила часовых поясов устарели: обновите пакет tzdata и запустите снова",
        )


def follow(desk: Desk) -> bool:
    """Measure the open clocks anew when the rules have changed since; gives whether they were.

    Not while a desk runs that reads the rules they were measured by: both would measure in turns. It is told instead.
    """
    with desk.database.transaction() as cursor:
        standing = positions.read(cursor, "sla_clocks", lock=True)
        if standing is None or not zone_rules.are_old(cursor):
            return False
        before = zone_rules.measured_by(cursor)
        logger = structlog.get_logger("zones").bind(before=before, now=zones.rules())
        if before in zone_marks.running(cursor):
            logger.warning("zone_rules_differ_between_hosts")
            return False
        zone_rules.remeasure(cursor, standing.position, desk.remeasured)
        logger.info("open_clocks_measured_by_new_zone_rules")
        return True
