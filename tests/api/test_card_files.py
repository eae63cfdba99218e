"""A contract on a person's card: put there, read by who may see the card, noted, and gone once it is withdrawn."""

from __future__ import annotations

import hashlib

from tests.api.refused import problem
from tests.api.serving import World
from tests.api.test_accounts import Someone, asks

CONTRACT = b"%PDF-1.4 the contract of one person, and of nobody else\n%%EOF"
DIGEST = hashlib.sha256(CONTRACT).hexdigest()


def test_a_contract_on_a_card_is_read_by_who_may_see_the_card_and_by_nobody_once_it_is_withdrawn(world: World) -> None:
    anna, boris = Someone(world, "anna.contract", "requester"), Someone(world, "boris.contract", "requester")
    sent = world.admin.post("/files", params={"name": "contract.pdf"}, content=CONTRACT).json()["files"][0]
    assert sent["sha256"] == DIGEST
    of_card = {**{key: sent[key] for key in ("sha256", "media_type", "size_bytes")}, "name": "Договор.pdf"}
    put = world.admin.post(f"/persons/{anna.person_id}/files", json={"file": of_card})
    assert put.status_code == 200, put.text

    path, head = f"/persons/{anna.person_id}/files/{DIGEST}", world.desk.log.head()
    card = world.admin.get(f"/persons/{anna.person_id}", params={"min_position": head}).json()
    assert [(one["name"], one["href"]) for one in card["files"]] == [("Договор.pdf", f"/api/v1{path}")]
    read = world.admin.get(path)
    assert (read.content, read.headers["x-content-type-options"]) == (CONTRACT, "nosniff")
    assert read.headers["content-disposition"].startswith("attachment")
    own, other = anna.settled(), boris.settled()
    assert asks(world, path, own).content == CONTRACT
    assert problem(asks(world, path, other))[:2] == (404, "no-such-person")
    # On no ticket, so a digest alone opens it to nobody.
    assert asks(world, f"/files/{DIGEST}", own).status_code == 404
    looks = world.client("auditor").get("/downloads", params={"sha256": DIGEST}).json()["downloads"]
    assert len(looks) == 2

    gone = world.admin.post(f"/persons/{anna.person_id}/files/withdraw", json={"sha256": DIGEST})
    assert gone.status_code == 200, gone.text
    assert problem(world.admin.get(path))[:2] == (404, "no-such-file")
