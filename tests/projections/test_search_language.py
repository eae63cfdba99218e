"""How a text falls into words, by what each is found, and what may be meant by one that was typed wrongly."""

from __future__ import annotations

import pytest

from projections.search.language.forms import bases
from projections.search.language.misspelt import cuts, is_close, is_spelt, other_layout
from projections.search.language.words import chunks, cleaned, found_by
from projections.search.sought import sought


def found(text: str) -> set[str]:
    return {name for chunk in chunks(cleaned(text)) for names in found_by(chunk) for name in names}


def is_found(typed: str, text: str) -> bool:
    """Whether a text bears all words that were typed, as the index tells."""
    words, asked = found(text), sought(typed)
    assert asked is not None
    return all(
        any(
            word == atom.word or (atom.is_beginning and word.startswith(atom.word))
            for atom in term.atoms
            for word in words
        )
        or (term.parts and all(any(atom.word in words for atom in part.atoms) for part in term.parts))
        for term in asked.terms
    )


@pytest.mark.parametrize(
    ("word", "others"),
    [
        ("заявка", ["заявок", "заявками", "заявку"]),
        ("ошибка", ["ошибок", "ошибкой"]),
        ("письмо", ["писем", "письмами"]),
        ("рваться", ["рвется", "рвался"]),
        ("иванов", ["иванову", "ивановым", "иванова"]),
        ("хелпдеск", ["хелпдеска", "хелпдеску"]),
        ("printer", ["printers"]),
        ("print", ["printing", "printed"]),
    ],
)
def test_the_forms_of_a_word_are_led_to_one(word: str, others: list[str]) -> None:
    assert [one for one in others if not {*bases(one)} & {word, *bases(word)}] == []


def test_ivanov_is_not_ivan() -> None:
    assert not {"иванов", *bases("иванов")} & {"ивану", *bases("ивану")}
    assert not {"иванову", *bases("иванову")} & {"иван", *bases("иван")}


def test_numbers_codes_and_the_shortest_words_have_one_form() -> None:
    assert [bases(word) for word in ("1001", "0x80070005", "не", "win10", "a" * 41)] == [()] * 5


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("принтеров", "Не печатает принтер"),
        ("счет", "Выставлен счёт"),
        ("счёт", "Выставлен счет"),
        ("1001", "№1001"),
        ("№1001", "заявка 1001"),
        ("INC-7", "см. inc-7."),
        ("inc7", "INC-7"),
        ("INC-2026-00123", "по INC-2026-00123 ответа нет"),
        ("00123", "INC-2026-00123"),
        ("12/34-56", "договор № 12/34-56"),
        ("report.xlsx", "Файл «report.xlsx» не открывается"),
        ("report.xl", "report.xlsx"),
        ("1.2.3", "Версия 1.2.3"),
        ("1.2.3", "обновился до v1.2.3"),
        ("1.2", "Версия 1.2.3"),
        ("0x80070005", "Ошибка 0x80070005."),
        ("80070005", "Ошибка 0x80070005."),
        ("0x8007", "Ошибка 0x80070005."),
        ("srv01.corp.local", "ping srv01.corp.local"),
        ("corp.local", "ping srv01.corp.local"),
        ("192.168.1", "192.168.1.15 не отвечает"),
        (r"\\srv01\share", r"Папка \\SRV01\Share\Отчёты пропала"),
        (r"share\отчеты", r"Папка \\SRV01\Share\Отчёты пропала"),
        ("c:/temp/log.txt", r"C:\Temp\log.txt"),
        ("e.markova@severny.ru", "писала E.Markova@Severny.ru"),
        ("severny.ru", "писала E.Markova@Severny.ru"),
        ("SN-4471", "Серийный номер sn4471"),
        ("sn4471", "Серийный номер SN-4471"),
        ("intranet/hr", "https://intranet/hr/otpusk"),
        ("https://intranet/hr", "https://intranet/hr/otpusk"),
        ("бизнес-процессы", "описание бизнес-процесса"),
        ("доступ в вышку", "доступа на вышку"),
        ("не", "не"),
    ],
)
def test_what_people_type_finds_it(typed: str, text: str) -> None:
    assert is_found(typed, text)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("нет доступа", "Доступ есть"),
        ("не печатает", "печатает"),
        ("иванов", "Ивану"),
        ("1.2.3", "номер 123"),
        ("1.2.3", "11.2.3"),
        ("1001", "21001"),
        ("печать сканер", "печать"),
        ("corp.ru", "corp и отдельно ru"),
        ("нт", "принтер"),
    ],
)
def test_what_is_something_else_is_not_found(typed: str, text: str) -> None:
    assert not is_found(typed, text)


def test_what_is_not_seen_does_not_part_a_word() -> None:
    assert is_found("пароль", "паро\u00adль")
    assert is_found("замок", "за\u0301мок")
    assert is_found("йод", "и\u0306од")


def test_a_text_without_letters_and_digits_asks_for_nothing() -> None:
    assert [sought(text) for text in ("", "  ", "!!!", "—", "\0")] == [None] * 5


def test_words_in_quotes_are_asked_for_as_they_stand() -> None:
    asked = sought("«нет доступа» срочно")
    assert asked is not None
    assert [[term.typed for term in phrase] for phrase in asked.phrases] == [["нет", "доступа"]]
    assert [term.typed for term in asked.terms] == ["нет", "доступа", "срочно"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("принтр", "принтер"),
        ("прнтер", "принтер"),
        ("принетр", "принтер"),
        ("принтерр", "принтер"),
        ("прентер", "принтер"),
        ("сертефекат", "сертификат"),
        ("пороль", "пароль"),
        ("регестрация", "регистрация"),
        ("servise", "service"),
    ],
)
def test_a_slip_of_the_pen_is_close_to_what_was_meant(typed: str, meant: str) -> None:
    assert is_close(typed, meant)
    assert cuts(typed) & cuts(meant)


@pytest.mark.parametrize(("typed", "other"), [("принтер", "сканер"), ("мышь", "мочь"), ("сервер", "север-1")])
def test_another_word_is_not_close(typed: str, other: str) -> None:
    assert not is_close(typed, other)


def test_the_other_keyboard_layout_is_read() -> None:
    assert (other_layout("ghbynth"), other_layout("зкштеук")) == ("принтер", "printer")


def test_codes_and_short_words_are_not_guessed() -> None:
    assert [is_spelt(word) for word in ("win10", "0x80", "мур", "принтер", "a" * 25)] == [
        False,
        False,
        False,
        True,
        False,
    ]
