"""Which answers are thanks and nothing else, in both languages, and why others are not."""

from __future__ import annotations

import pytest

from aggregates.short_thanks import read

THANKS = (
    "Спасибо",
    "спасибо!!!",
    "Спасибо большое, всё работает :)",
    "Ольга, спасибо огромное за помощь!",
    "Добрый день! Благодарю, Ольга.",
    "Спасибо!\n\n--\nАнна Орлова\n+7 495 000-00-00",
    "Спасибо.\nС уважением, Анна Орлова, бухгалтерия",
    "> Заменили картридж, проверьте?\nСпасибо, заработало!",
    "Thank you!",
    "Thanks a lot, Olga",
    "Hi team,\nthanks for the quick help, it works now 👍",
)
OTHERS = {
    "Спасибо, но не печатает": "«но»",
    "Спасибо, опять то же самое": "«опять»",
    "Спасибо. А когда привезут второй?": "вопрос",
    "Спасибо, в кабинете 310 то же": "число",
    "Не помогло": "нет благодарности",
    "Thanks, but it still fails": "«but»",
    "Спасибо. Принтер": "«принтер»",
    "": "нет благодарности",
    " ".join(["спасибо"] * 15): "слов больше",
}


@pytest.mark.parametrize("body", THANKS)
def test_thanks_and_polite_words_alone_are_thanks(body: str) -> None:
    found = read(body)
    assert found.is_thanks, found.why.ru


@pytest.mark.parametrize(("body", "why"), OTHERS.items())
def test_one_word_of_something_else_is_enough_and_is_named(body: str, why: str) -> None:
    found = read(body)
    assert (found.is_thanks, why in found.why.ru) == (False, True), found.why.ru


def test_a_file_says_more_than_thanks() -> None:
    assert not read("Спасибо", has_files=True).is_thanks
