"""Two cards become one person through the door: suggested, previewed, merged; sign-in, drafts and forgetting follow."""

from __future__ import annotations

from typing import Any

from commands.merging.persons import MergePerson
from commands.person.card import ChangeEmails
from connectors.inbound.due.merged_drafts import MergedDrafts
from connectors.storage.accounts.forgetting import forget
from connectors.storage.live.drafts import DraftWords, Place
from connectors.storage.log.sealing import ERASED
from events.values.identity import PersonId, StreamId
from tests.api.refused import problem
from tests.api.serving import World
from tests.api.test_accounts import OWN, Someone, asks

Json = dict[str, Any]


def read(world: World, path: str, **query: Any) -> Json:
    answer = world.admin.get(path, params={"min_position": world.desk.log.head(), **query})
    assert (answer.status_code, "X-Stale" in answer.headers) == (200, False), answer.text
    found: Json = answer.json()
    return found


def two_cards(world: World, name: str) -> tuple[Someone, Someone]:
    """Somebody who is known twice, with an address under each card; nobody else in this world is called so."""
    old, kept = (Someone(world, f"{name}.{card}", "requester", last=name.title()) for card in ("old", "kept"))
    for one in (old, kept):
        world.order(ChangeEmails(person_id=one.person_id, emails=(f"{one.login}@merged.example",)))
    return old, kept


def test_whoever_merges_sees_first_what_would_follow_and_is_told_why_not(world: World) -> None:
    old, kept = two_cards(world, "seen")
    groups = read(world, "/duplicate-persons", limit=200)["groups"]
    alike = next(one for one in groups if str(old.person_id) in {person["person_id"] for person in one["persons"]})
    assert (alike["by"], alike["told"]) == ("name", "seen анна")
    told = read(world, f"/persons/{old.person_id}/merge-preview", into=str(kept.person_id))
    assert (told["emails"], told["follows"]["asked"], told["drafts"]) == (["seen.old@merged.example"], 0, 0)
    assert told["refused"] is None
    assert read(world, "/persons/seen.old/merge-preview", into="seen.kept@merged.example") == told
    nobody = world.admin.get("/persons/seen.old/merge-preview", params={"into": "nobody.at.all"})
    assert (nobody.status_code, nobody.json()["field"]) == (404, "into")
    same = read(world, f"/persons/{old.person_id}/merge-preview", into=str(old.person_id))
    assert (same["refused"]["code"], same["refused"]["field"]) == ("person-is-kept", "into_id")
    assert asks(world, "/duplicate-persons", kept.settled()).status_code == 403


def test_the_merged_login_and_its_sessions_end_and_the_merged_address_signs_in_who_is_kept(world: World) -> None:
    old, kept = two_cards(world, "gone")
    before, mine = old.settled(), kept.settled()
    merged = world.admin.post(
        f"/persons/{old.person_id}/merge", json={"into_id": "gone.kept", "reason": "Записан дважды"}
    )
    assert merged.status_code == 200, merged.text
    assert asks(world, "/me", before).status_code == 401
    assert asks(world, "/me", mine).status_code == 200
    assert old.knock(OWN).status_code == 401
    answer = kept.knock(OWN, login="gone.old@merged.example")
    assert answer.status_code == 200
    bearing = {"Authorization": f"Bearer {answer.json()['secret']}"}
    assert asks(world, "/me", bearing).json()["actor"]["id"] == str(kept.person_id)
    again = world.admin.post(f"/persons/{kept.person_id}/merge", json={"into_id": str(old.person_id)})
    assert problem(again)[:3] == (409, "person-is-merged", "into_id")
    card = read(world, f"/persons/{old.person_id}")
    assert (card["merged_into"]["person_id"], card["is_barred"]) == (str(kept.person_id), True)


def test_what_somebody_was_writing_under_one_card_goes_on_under_the_other(world: World) -> None:
    old, kept = two_cards(world, "drafts")
    desk, now = world.desk, world.desk.clock.now()
    words = {old: "Продолжение", kept: "Начало"}
    for one, text in words.items():
        desk.drafts.save(Place(one.person_id, None, "new_ticket"), DraftWords(text=text), now=now)
    world.order(MergePerson(person_id=old.person_id, into_id=kept.person_id))
    desk.catch_up()
    drafts = MergedDrafts(desk.database, desk.drafts)
    # The desk's own caretaker may have been there first.
    assert drafts.turn(now) in {0, 1}
    assert drafts.turn(now) == 0
    with desk.database.transaction() as cursor:
        assert desk.drafts.of(cursor, old.person_id) == []
        assert [one.words.text for one in desk.drafts.of(cursor, kept.person_id)] == ["Начало\n\nПродолжение"]


def test_forgetting_who_is_kept_forgets_the_words_of_all_their_cards(world: World) -> None:
    old, kept = two_cards(world, "forgotten")
    world.order(MergePerson(person_id=old.person_id, into_id=kept.person_id))
    desk = world.desk
    assert forget(desk.log, desk.keyring, old.person_id) == 2

    def told(who: PersonId) -> str:
        name: str = desk.log.load(StreamId(who))[0].fact.name.last  # type: ignore[attr-defined]  # they were registered
        return name

    assert [told(one.person_id) for one in (old, kept)] == [ERASED, ERASED]
