"""One kind of paging: each list of the API takes ``cursor`` and ``limit``, tells ``next_cursor``, or says why not."""

from __future__ import annotations

from tests.support.paged_lists import lists

OF_ONE_THING = {
    "read-ticket": "a card: its parts are as many as people put on one ticket",
    "read-ticket-as-registered": "the units and services above one ticket",
    "read-ticket-work": "a card: links, tags, tasks and times of one ticket",
    "read-ticket-closing": "the children of one ticket that would be closed with it",
    "read-ticket-changes": "all since a version: a save that comes too late compares the whole",
    "explain-ticket-sla": "two clocks of one ticket",
    "read-problem": "a card",
    "read-change": "a card",
    "read-service": "a card",
    "read-agreement": "a card",
    "read-team": "a card: its members",
    "read-person": "a card",
    "read-unit": "a card: the way up to the root; what is below it has lists of its own",
    "read-article": "a card",
    "read-macro": "a card: its acts",
    "read-checklist-template": "a card: its items",
    "read-ticket-type": "a card: its versions, each of which is read by its number, too",
    "read-reply-template": "a card: its versions",
    "fill-reply-template": "what was missing in one text",
    "read-service-form": "the fields of one form",
    "read-ticket-form": "what one ticket leaves unanswered",
    "preview-merge": "what one card would gain",
    "who-am-i": "of the bearer",
    "read-setting-change": "the fields of one change",
}
BOUNDED = {
    "find-similar": "the likeliest few, 20 at most",
    "list-similar": "the likeliest few, 20 at most",
    "suggest-articles": "the likeliest few, 10 at most",
    "read-plan": "the features of the desk's plans, a table in the code",
    "propose-holidays": "the days of one year",
    "list-outages": "never more than people would read: a banner each",
    "list-modules": "as many as the desk has modules",
    "read-setup-steps": "the six steps of setting a desk up",
    "read-rights": "groups and operations that the program has",
    "read-notice-settings": "kinds that the program has",
    "read-presence": "of the tickets that the question names, 200 at most",
    "read-on-call": "of so many weeks, 53 at most, and 1,000 duties",
    "search": "each section goes on by its own next_cursor",
}


def test_every_list_of_the_api_is_paged_in_the_one_way_or_says_why_it_needs_none() -> None:
    plain = {name: sorted(one.parameters) for name, one in lists().items() if not one.is_paged}
    untold = {name: told for name, told in plain.items() if name not in OF_ONE_THING and name not in BOUNDED}
    assert untold == {}
    assert len(lists()) - len(plain) > 50


def test_what_needs_no_paging_is_still_there_and_still_goes_without() -> None:
    paged = {name for name, one in lists().items() if one.is_paged}
    without = {*OF_ONE_THING, *BOUNDED}
    assert without & paged == set()
    assert without - {*lists()} == set()


def test_older_places_of_a_list_are_told_to_be_on_their_way_out() -> None:
    """Whoever reads the document finds ``cursor`` beside them; “after” of a timeline is a condition, too."""
    for name, one in lists().items():
        for older in {"before", "after"} & one.parameters.keys():
            told = one.parameters[older]
            if "date-time" not in str(told) and name != "read-ticket-timeline":
                assert told.get("deprecated"), (name, older)
                assert one.is_paged, name
