from __future__ import annotations

from typing import Annotated, Any

import msgspec
import pytest
from msgspec import Meta

from api.faults import invalid_field


@pytest.mark.parametrize(
    ("kind", "value", "ru", "en"),
    [
        (Annotated[int, Meta(ge=0)], -1, "слишком мало: нужно не меньше 0.", "too small: at least 0 is needed."),
        (Annotated[int, Meta(ge=-5)], -6, "слишком мало: нужно не меньше -5.", "too small: at least -5 is needed."),
        (Annotated[int, Meta(le=3_650)], 3_651, "слишком много: не больше 3650.", "too much: at most 3650."),
        (
            Annotated[float, Meta(ge=0.5)],
            0.1,
            "слишком мало: нужно не меньше 0.5.",
            "too small: at least 0.5 is needed.",
        ),
        (Annotated[float, Meta(le=1.5)], 2.0, "слишком много: не больше 1.5.", "too much: at most 1.5."),
        (Annotated[float, Meta(gt=0.5)], 0.1, "слишком мало: нужно больше 0.5.", "too small: more than 0.5 is needed."),
        (Annotated[float, Meta(lt=1.5)], 2.0, "слишком много: нужно меньше 1.5.", "too much: less than 1.5 is needed."),
    ],
)
def test_a_number_beyond_its_bounds_is_refused_in_plain_words(kind: Any, value: float, ru: str, en: str) -> None:
    with pytest.raises(msgspec.ValidationError) as refused:
        msgspec.convert({"a": value}, dict[str, kind])
    told = invalid_field(refused.value, dict, key="a")
    assert (told.text.ru.endswith(ru), told.text.en.endswith(en)) == (True, True), told.text
