"""What time on a ticket is spent with; used by facts, commands and sums."""

from __future__ import annotations

from typing import Literal

from events.values.text import Text

Activity = Literal["work", "consultation", "analysis", "travel", "coordination", "other"]
"""What somebody did meanwhile."""

ACTIVITY_NAMES: dict[Activity, Text] = {
    "work": Text("работа", "work"),
    "consultation": Text("консультация", "consultation"),
    "analysis": Text("анализ", "analysis"),
    "travel": Text("дорога", "travel"),
    "coordination": Text("согласование", "coordination"),
    "other": Text("другое", "other"),
}
"""How they are told."""

LONGEST_S = 24 * 3600
"""Nobody works longer than a day at a stretch: more is a slip of the pen."""
