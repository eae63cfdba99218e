"""A person's own words apart from the quoted ones, as Russian and English mailers mark them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.inbound.mail.parsing.quotes import own_words, parted

REPLIES = sorted((Path(__file__).parent / "replies").glob("*.txt"))
"""Mails as mailers write them: "+" stands before the sender's own lines, "-" before those that are left out."""


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


@pytest.mark.parametrize("path", REPLIES, ids=lambda path: path.stem)
def test_mailers_of_the_day_are_understood(path: Path) -> None:
    marked = path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    own = "\n".join(line[2:] for line in marked if line.startswith("+"))
    left_out = "\n".join(line[2:] for line in marked if line.startswith("-"))
    assert parted("\n".join(line[2:] for line in marked)) == (own.strip(), left_out.strip())


LINES = [line[2:] for path in REPLIES for line in path.read_text(encoding="utf-8").splitlines()]


@given(st.lists(st.one_of(st.sampled_from(LINES), st.text(max_size=20)), max_size=30))
def test_nothing_is_lost_between_what_is_kept_and_what_is_left_out(lines: list[str]) -> None:
    text = "\n".join(lines)
    own, left_out = parted(text)
    assert own or not text.strip()
    assert sorted(f"{own}\n{left_out}".split()) == sorted(text.split())
