"""The zones' rules of this host, checked at the start and told: by health, the meters and ``desk zones``."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec
import structlog
from psycopg import Cursor

from connectors.storage.feeds import positions, zone_marks
from events.values import zones
from events.values.refusal import Refusal
from projections.sla_clocks import preview as sla_preview
from projections.sla_clocks import zone_rules
from projections.sla_clocks.preview import Preview

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


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """By which rules of zones time is counted: here, by all running desks, and when the open clocks were measured."""

    here: str
    running: list[str]
    clocks_measured_by: str
    differ: bool


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


def told(cursor: Cursor[Any]) -> Rules:
    """What is read where; hosts of one desk that differ are told of."""
    measured = zone_rules.measured_by(cursor)
    running = zone_marks.running(cursor)
    known = {zones.rules(), *running, *([measured] if measured else [])}
    return Rules(here=zones.rules(), running=running, clocks_measured_by=measured, differ=len(known) > 1)


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


def preview(cursor: Cursor[Any], now: datetime) -> Preview:
    """Which due dates move, and which turn missed, when the open clocks are measured by the rules of this host."""
    return sla_preview.new_zone_rules(cursor, now=now)
