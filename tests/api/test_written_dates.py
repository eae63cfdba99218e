"""Dates and instants as people write them: read in one way or not at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.questions import wishes
from api.questions.refusals import InvalidField
from api.rest.parameters import AsOf
from api.written_dates import instant_of

END = datetime(2026, 3, 1, 23, 59, 59, 999999, UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-01",
        "01.03.2026",
        "1.3.2026",
        "1 марта 2026",
        "1 Марта 2026 г.",
        "01 марта 2026",
        "1 March 2026",
        "1 march 2026",
        "1 Mar 2026",
        "March 1, 2026",
    ],
)
def test_a_day_in_the_usual_forms_of_both_languages_is_its_end_by_utc(text: str) -> None:
    assert instant_of(text) == END


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2026-03-01T09:00:00+03:00", datetime(2026, 3, 1, 6, tzinfo=UTC)),
        ("2026-03-01T09:00:00Z", datetime(2026, 3, 1, 9, tzinfo=UTC)),
        ("01.03.2026 9:00 +03:00", datetime(2026, 3, 1, 6, tzinfo=UTC)),
        ("1.3.2026 09:00:30 -12:30", datetime(2026, 3, 1, 21, 30, 30, tzinfo=UTC)),
    ],
)
def test_an_instant_has_an_offset(text: str, told: datetime) -> None:
    assert instant_of(text) == told


def test_an_instant_that_is_read_is_a_plain_datetime_with_its_offset() -> None:
    found = instant_of("1.3.2026 9:00 +03:00")
    assert found is not None
    assert (type(found), type(found.tzinfo)) == (datetime, timezone)
    assert found.utcoffset() == timedelta(hours=3)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "вчера",
        "03/04/2026",
        "1.3.26",
        "1.13.2026",
        "31.02.2026",
        "30 февраля 2026",
        "1 март 2026",
        "1.3.0000",
        "1.3.20261",
        "١.٣.2026",
        "01.03.2026 09:00",
        "01.03.2026 25:00 +03:00",
        "01.03.2026 09:00 +99:99",
        "01.03.2026 09:00 Europe/Moscow",
        "2026-03-01T09:00:00",
        "2026-02-30",
        "2026-13-45T00:00:00Z",
        "2026",
        "2026-03",
    ],
)
def test_what_is_no_date_or_more_than_one_is_not_read(text: str) -> None:
    assert instant_of(text) is None


BOTH = ("2026-03-01", "01.03.2026", "2026-03-01T09:00:00+03:00", "01.03.2026 9:00 +03:00")


def test_the_refusal_and_the_description_of_as_of_name_forms_of_both_languages_and_each_is_read() -> None:
    with pytest.raises(InvalidField) as refused:
        wishes.instant_of("yesterday")
    described = AsOf.__metadata__[0].description  # type: ignore[attr-defined] # of Annotated
    for told, forms in (
        (refused.value.text.ru, (*BOTH, "1 марта 2026")),
        (refused.value.text.en, (*BOTH, "March 1, 2026")),
        (described, (*BOTH, "1 марта 2026", "March 1, 2026")),
    ):
        assert [form for form in forms if form not in told or instant_of(form) is None] == []


@given(st.text(alphabet="0123456789.:+-/, ZTмартяMarché٣\0", max_size=40))
def test_whatever_is_written_is_read_or_not_and_never_raises(text: str) -> None:
    found = instant_of(text)
    assert found is None or found.utcoffset() is not None


@given(st.dates(), st.sampled_from(["{0:%d}.{0:%m}.{1:04}", "{0.day}.{0.month}.{1:04}", "{1:04}-{0:%m}-{0:%d}"]))
def test_every_day_is_read_back(day: datetime, form: str) -> None:
    found = instant_of(form.format(day, day.year))
    assert found is not None
    assert found.date() == day
