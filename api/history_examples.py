"""Examples of the histories of cards for the document of the API."""

from __future__ import annotations

from typing import Any

from api.answers import History
from api.practice_examples import history_of
from events.values.text import Text

_FIRST_FACTS: dict[str, tuple[str, str, str, dict[str, Any]]] = {
    "person": ("person.position-changed@1", "Должность изменена", "The position was changed", {"position": "Инженер"}),
    "unit": ("org-unit.archived@1", "Подразделение в архиве", "The unit was archived", {}),
    "team": ("team.renamed@1", "Команда переименована", "The team was renamed", {}),
    "service": ("service.archived@1", "Услуга в архиве", "The service was archived", {}),
    "agreement": ("agreement.archived@1", "Соглашение в архиве", "The agreement was archived", {}),
    "schedule": ("service-schedule.renamed@1", "График переименован", "The schedule was renamed", {}),
    "ticket-type": ("ticket-type.archived@1", "Тип в архиве", "The type was archived", {}),
}
HISTORY_ANSWERS: dict[str, History] = {
    f"read-{card}-history": history_of(name, Text(ru=ru, en=en), fact)
    for card, (name, ru, en, fact) in _FIRST_FACTS.items()
}
"""Operation -> an answer as it is documented."""
