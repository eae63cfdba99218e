"""Copies of words are found in a text however they were quoted or laid out, and nothing else is taken out."""

from __future__ import annotations

import pytest

from connectors.storage.live.copied_words import each_text, sought_of, texts_in, without

SAID = "Добрый день!\nПароль от почты: Сезам4711\nСпасибо"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"Вы писали:\n{SAID}\nТак?", "Вы писали:\n[…]\nТак?"),
        ("> Добрый день!\n> Пароль от почты:  Сезам4711\n> Спасибо\n\nНе надо так", "> […]\n\nНе надо так"),
        ("«Добрый день! Пароль от почты: Сезам4711 Спасибо».", "«[…]»."),
        ("Пароль от почты: Сезам4711 — смените", "[…] — смените"),
        ("Пароль от почты сменили", "Пароль от почты сменили"),
        ("Спасибо за терпение", "Спасибо за терпение"),
        ("", ""),
    ],
)
def test_a_copy_on_the_same_ticket_is_found_whole_or_by_its_lines(text: str, left: str) -> None:
    assert without(text, sought_of([SAID], lines=True)) == left


def test_elsewhere_only_all_of_it_is_a_copy() -> None:
    far = sought_of([SAID], lines=False)
    assert without("Добрый день!\nЯ про другое", far) == "Добрый день!\nЯ про другое"
    assert without(f"Ср.: {SAID}", far) == "Ср.: […]"


def test_a_short_word_is_a_copy_on_its_own_ticket_alone_and_no_part_of_another() -> None:
    assert without("Да, дата верна: да да", sought_of(["да"], lines=True)) == "Да, дата верна: […] […]"
    assert without("да", sought_of(["да"], lines=False)) == "да"


def test_what_overlaps_is_marked_once_and_what_is_erased_is_sought_nowhere() -> None:
    both = sought_of(["первая часть", "часть вторая"], lines=True)
    assert without("вот первая часть вторая, всё", both) == "вот […], всё"
    assert sought_of(["[…]", " \n "], lines=True) == frozenset()


def test_every_text_of_an_order_is_looked_at() -> None:
    order = {"body": "тайна", "visible": True, "also": [{"words": "тайна"}, 3], "none": None}
    assert texts_in(order) == ["тайна", "тайна"]
    assert each_text(order, str.upper) == {
        "body": "ТАЙНА",
        "visible": True,
        "also": [{"words": "ТАЙНА"}, 3],
        "none": None,
    }
