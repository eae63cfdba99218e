"""A person's own words apart from the quoted ones, as Russian and English mailers mark them."""

from __future__ import annotations

import pytest

from connectors.inbound.mail_quotes import own_words


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Спасибо!\n\n23.11.2026 10:15, Служба поддержки пишет:\n> Попробуйте", "Спасибо!"),
        ("Да\n\nпн, 23 нояб. 2026 г. в 10:15, Desk <d@x.example>:\n> старое\n>> старше", "Да"),
        ("Now OK\n\nOn Mon, Nov 23, 2026 at 10:15 AM Desk\n<d@x.example> wrote:\n\n> try\n\n-- \nJohn", "Now OK"),
        ("Ответ\n\nОт: Desk <d@x>\nОтправлено: вчера\nКому: Иван\nТема: x\n\nстарое", "Ответ"),
        ("Reply\n\n_____________\nFrom: Desk\nSent: Monday\nTo: John\nSubject: x\n\nold", "Reply"),
        ("Reply\n\n-----Original Message-----\nFrom: Desk\n\nold", "Reply"),
        ("Ответ\n\n-------- Исходное сообщение --------\nстарое", "Ответ"),
        ("> вопрос\n\nответ снизу", "ответ снизу"),
        ("Перешлите, пожалуйста\n-- \nИван", "Перешлите, пожалуйста"),
        ("Works\n\nSent from my iPhone", "Works"),
        ("> раз?\nда\n> два?\nнет", "> раз?\nда\n> два?\nнет"),
        ("From: the very start\nit was slow", "From: the very start\nit was slow"),
        ("Мастер пишет:\nвсё готово", "Мастер пишет:\nвсё готово"),
        ("-----Original Message-----\nFrom: Desk", "-----Original Message-----\nFrom: Desk"),
    ],
)
def test_own_words_stay_and_quotes_go(text: str, own: str) -> None:
    assert own_words(text) == own
