"""What is neither a question nor a command of the table: previews, photos, quarantine, health, meters."""

from __future__ import annotations

import re
import time
from typing import Any

import httpx

from api.openapi.bodies import BODIES
from tests.api.orders import filled
from tests.api.pictures import png
from tests.api.practice import defined_type, posted
from tests.recorded.questions import EMPLOYEE, FAR, HEAD, NOBODY
from tests.recorded.recorder import Recorder
from tests.recorded.scene import EVENING, Company, Stage

PATIENCE_S = 20.0


def previews(stage: Stage, recorder: Recorder) -> None:
    """What an edit would change, as it is documented, and with a body that does not fit."""
    about = {
        "try-timetable": {},
        "preview-schedule": {"ref": str(stage.schedule)},
        "preview-agreement": {"ref": str(stage.agreement)},
        "preview-ticket-type": {"ref": defined_type(stage)},
    }
    for name, refs in about.items():
        body = filled(stage, BODIES[name].example)
        recorder.ask(name, stage.admin, "admin", refs=refs, body=body)
        recorder.ask(name, stage.admin, "admin", refs=refs, body={**body, "colour": "red"})
        recorder.ask(name, stage.requester, "requester", refs=refs, body=body)


def drafts(stage: Stage, recorder: Recorder) -> None:
    """What a draft of a rule would do with a ticket, and one that would be refused."""
    promise = BODIES["preview-agreement"].example["promise"]
    told = {"agreement_id": str(stage.agreement), "promise": promise, "apply_to_open": True}
    body = {
        "numbers": [stage.ticket()["number"]],
        "drafts": [{"command": "revise-agreement-promise", "body": told}],
    }
    recorder.ask("try-rules", stage.admin, "admin", body=body)
    unknown = {"command": "revise-agreement-promise", "body": {**told, "agreement_id": NOBODY}}
    recorder.ask("try-rules", stage.admin, "admin", body={**body, "drafts": [unknown]})
    recorder.ask("try-rules", stage.admin, "admin", body={**body, "numbers": ["999999"]})
    recorder.ask("try-rules", stage.requester, "requester", body=body)


def incidents(stage: Stage, recorder: Recorder) -> None:
    """The tickets of a problem, before and after it was solved."""
    name = "resolve-incidents"
    problem = posted(stage, "/problems", {"subject": "Сеть", "incidents": [stage.ticket()["id"], stage.ticket()["id"]]})
    refs = {"ref": f"P-{problem['number']}"}
    recorder.ask(name, stage.admin, "admin", refs=refs, body={})
    posted(stage, f"/problems/{refs['ref']}/move", {"to": "resolved", "solution": "Заменён блок питания"})
    recorder.ask(name, stage.admin, "admin", refs=refs, body={}, once=True)
    recorder.ask(name, stage.requester, "requester", refs=refs, body={})


def streams(company: Company, recorder: Recorder, head: httpx.Client, employee: httpx.Client) -> None:
    """What a stream begins with, and what is said where there is none."""
    desk = company.desk
    for client, by in ((head, HEAD), (employee, EMPLOYEE)):
        recorder.hear("open-stream", client, by, query={"after": desk.epochs.place(desk.log.head())})
    for client, by, doing in ((head, HEAD, "writing"), (head, HEAD, "sleeping"), (employee, EMPLOYEE, "viewing")):
        recorder.ask("say-presence", client, by, refs={"ref": "1001"}, body={"doing": doing})
    for client, by in ((head, HEAD), (employee, EMPLOYEE)):
        recorder.ask("leave-ticket", client, by, refs={"ref": "1001"})
    reply = {"kind": "reply", "ticket": "1001"}
    for client, by in ((head, HEAD), (employee, EMPLOYEE)):
        recorder.ask("save-draft", client, by, query=reply, body=BODIES["save-draft"].example, once=True)
        recorder.ask("list-drafts", client, by)
        recorder.ask("drop-draft", client, by, query=reply, once=True)
    recorder.ask("save-draft", head, HEAD, query={"kind": "reply"}, body={"text": "Куда?"})
    for client, by in ((head, HEAD), (employee, EMPLOYEE)):
        looked(recorder, client, by)
        notices(recorder, client, by)
    for client, by in ((head, HEAD), (employee, EMPLOYEE)):
        key = {"Idempotency-Key": "later"}
        order = {**BODIES["send-later"].example, "wait_s": 60}
        waits = recorder.ask("send-later", client, by, body=order, heads=key, once=True).json().get("send_id", NOBODY)
        recorder.ask("list-sends", client, by, once=True)
        recorder.ask("call-back", client, by, refs={"send": waits}, once=True)
    recorder.ask("send-later", head, HEAD, body={**BODIES["send-later"].example, "wait_s": 900})
    recorder.ask("call-back", head, HEAD, refs={"send": NOBODY})
    recorder.ask("list-sends", head, HEAD, query={"colour": "red"})
    for name in ("drop-draft", "list-drafts"):
        recorder.ask(name, head, HEAD, query={"colour": "red"})
    for after in ("9.1", FAR, "yesterday"):
        recorder.ask("open-stream", head, HEAD, query={"after": after})


def looked(recorder: Recorder, client: httpx.Client, by: str) -> None:
    """A ticket that somebody has looked at, put back, and many at once; what is new to them since."""
    recorder.ask("mark-unread", client, by, refs={"ref": "1001"})
    recorder.ask("read-ticket-changes", client, by, refs={"ref": "1001"}, query={"since": "looked"})
    recorder.ask("list-tickets", client, by, query={"unread": "true", "news": "true", "numbers": "1001"})
    recorder.ask("count-tickets", client, by, query={"unread": "true"})
    for version in (3, -1):
        recorder.ask("mark-looked", client, by, refs={"ref": "1001"}, body={"version": version})
    for body in (BODIES["mark-many-looked"].example, {"all": True, "numbers": [1001]}, {"view": NOBODY}):
        recorder.ask("mark-many-looked", client, by, body=body, once=True)


def notices(recorder: Recorder, client: httpx.Client, by: str) -> None:
    """What somebody is told of, what they read of it, and what they do not want to hear of."""
    for query in ({}, {"unread": "true", "kind": "comment,status", "limit": "2"}, {"kind": "rain"}):
        recorder.ask("list-notices", client, by, query=query)
    recorder.ask("count-notices", client, by)
    recorder.ask("read-notice-settings", client, by)
    for muted in (["near"], ["rain"]):
        recorder.ask("mute-notices", client, by, body={"muted": muted}, once=True)
    for body in ({"notices": [NOBODY]}, {}, {"all": True}):
        recorder.ask("read-notices", client, by, body=body, once=True)


def bulk(stage: Stage, recorder: Recorder) -> None:
    """Two tickets and one that is not there: tried, done, looked at, stopped."""
    numbers = [stage.ticket()["number"], stage.ticket()["number"], 10**12]
    wish = {"numbers": numbers, "command": "tag-ticket", "body": {"add": ["Принтеры"]}}
    recorder.ask("preview-bulk", stage.admin, "admin", body=wish)
    recorder.ask("preview-bulk", stage.admin, "admin", body={**wish, "command": "merge-ticket"})
    recorder.ask("preview-bulk", stage.admin, "admin", body={**wish, "body": {}})
    recorder.ask("preview-bulk", stage.requester, "requester", body=wish)
    named = {"Idempotency-Key": "two printers"}
    job = recorder.ask("order-bulk", stage.admin, "admin", body=wish, heads=named, once=True).json()["job_id"]
    recorder.ask("order-bulk", stage.admin, "admin", body={**wish, "numbers": numbers[:1]}, heads=named)
    recorder.ask("order-bulk", stage.admin, "admin", body={**wish, "body": {"add": "Принтеры"}})
    recorder.ask("order-bulk", stage.requester, "requester", body=wish)
    refs = {"ref": job}
    recorder.ask("read-bulk", stage.admin, "admin", refs=refs)
    recorder.ask("read-bulk", stage.admin, "admin", refs=refs, query={"state": "refused", "limit": "1"})
    recorder.ask("read-bulk", stage.client("specialist"), "specialist", refs=refs)
    recorder.ask("list-bulk", stage.admin, "admin")
    recorder.ask("stop-bulk", stage.admin, "admin", refs=refs, body={})
    recorder.ask("stop-bulk", stage.admin, "admin", refs=refs, body={"colour": "red"})
    recorder.ask("stop-bulk", stage.requester, "requester", refs=refs, body={})
    for name in ("preview-bulk-undo", "order-bulk-undo"):
        recorder.ask(name, stage.admin, "admin", refs=refs, body={}, once=True)
        recorder.ask(name, stage.admin, "admin", refs=refs, body={"colour": "red"})
        recorder.ask(name, stage.requester, "requester", refs=refs, body={})


def ratings(stage: Stage, recorder: Recorder) -> None:
    """A link made, looked at, answered, answered again; one that nobody made."""
    number = stage.ticket()["number"]
    refs, specialist = {"ref": str(number)}, stage.specialist
    stage.catch_up()
    recorder.ask("make-satisfaction-link", specialist, "specialist", refs=refs, body={})
    posted(stage, f"/tickets/{number}/resolve", {"solution": "Заменён картридж"})
    made = recorder.ask("make-satisfaction-link", specialist, "specialist", refs=refs, body={}, once=True)
    recorder.ask("make-satisfaction-link", stage.requester, "requester", refs=refs, body={})
    stranger, link = stage.anonymous, {"link": made.json()["link"]}
    for body in (link, {**link, "score": 5, "words": "Спасибо"}, {**link, "score": 1}, {"link": "rating_unknown"}):
        recorder.ask("answer-satisfaction", stranger, "a stranger", body=body, once=True)
    recorder.ask("answer-satisfaction", stranger, "a stranger", body={**link, "score": 6})


def photos(stage: Stage, recorder: Recorder) -> None:
    """Before there is one, with one, and after."""
    refs, admin = {"ref": str(stage.persons["specialist"])}, stage.admin
    recorder.ask("read-photo", admin, "admin", refs=refs)
    recorder.ask("upload-photo", admin, "admin", refs=refs, content=b"words", label="words instead of a picture")
    recorder.ask("upload-photo", admin, "admin", refs=refs, content=png(), once=True, label="a picture")
    recorder.ask("read-photo", admin, "admin", refs=refs)
    recorder.ask("remove-photo", stage.requester, "requester", refs=refs)
    recorder.ask("remove-photo", admin, "admin", refs=refs, once=True)
    recorder.ask("remove-photo", admin, "admin", refs={"ref": NOBODY})


def files(stage: Stage, recorder: Recorder) -> None:
    """Sent, attached, read by who may; and what is none."""
    name, requester = "upload-file", stage.requester
    recorder.ask(name, requester, "requester", query={"name": "журнал.log"}, content=b"", label="nothing at all")
    recorder.ask(name, requester, "requester", content=b"12:00 no paper", label="a file without a name")
    sent = recorder.ask(
        name, requester, "requester", query={"name": "журнал.log"}, content=b"12:00 no paper", once=True, label="a file"
    )
    form = [("file", ("a.html", b"<script>", "image/png")), ("file", ("b.txt", b"words", "text/plain"))]
    recorder.ask(name, requester, "requester", files=form, once=True, label="a form with two files")
    (file,) = sent.json()["files"]
    number = stage.ticket(attachments=[file])["number"]
    refs, where = {"sha256": file["sha256"]}, {"ticket": str(number)}
    for heads in ({}, {"Range": "bytes=6-"}, {"Range": "bytes=99-"}, {"If-None-Match": f'"{file["sha256"]}"'}):
        recorder.ask("read-file", stage.admin, "admin", refs=refs, query=where, heads=heads, once=not heads)
    recorder.ask("read-file", stage.admin, "admin", refs=refs, query={**where, "inline": "true"})
    recorder.ask("read-file", stage.client("second_line"), "second_line", refs=refs)
    recorder.ask("read-file", stage.admin, "admin", refs=refs, query={**where, "preview": "64"})
    recorder.ask("list-ticket-files", stage.admin, "admin", refs={"ref": str(number)})
    on_card = {"ref": str(stage.persons["specialist"]), "sha256": file["sha256"]}
    posted(stage, f"/persons/{on_card['ref']}/files", {"file": file})
    recorder.ask("read-person-file", stage.admin, "admin", refs=on_card)
    recorder.ask("read-person-file", stage.requester, "requester", refs=on_card)
    recorder.ask("list-downloads", stage.admin, "admin", query=where)


def quarantine(stage: Stage, recorder: Recorder) -> None:
    """A message that is let in after all."""
    entry = stage.desk.intake().take(b"Subject: nobody\r\n\r\nwords\r\n", source="nobody.eml").entry
    refs = {"ref": str(entry)}
    recorder.ask("release-quarantined", stage.requester, "requester", refs=refs, body={})
    recorder.ask("release-quarantined", stage.admin, "admin", refs=refs, body={"colour": "red"})
    recorder.ask("release-quarantined", stage.admin, "admin", refs=refs, body={}, once=True)
    recorder.ask("release-quarantined", stage.admin, "admin", refs=refs, body={})


def afterwards(stage: Stage, recorder: Recorder) -> None:
    """What the commands have left behind them."""
    recorder.ask("list-modules", stage.admin, "admin")
    recorder.ask("read-module-history", stage.admin, "admin", refs={"ref": "change_requests"})
    recorder.ask("read-desk-responsible", stage.admin, "admin")


def health(stage: Company, recorder: Recorder, head: httpx.Client) -> None:
    """With the loops running, when they have nothing to do: what hangs on the machine and the moment is left out."""
    stranger, desk = stage.opened(), stage.desk
    recorder.ask("is-alive", stranger, "a supervisor")
    recorder.ask("read-metrics", stranger, "a stranger")
    stage.clock.go_to(EVENING)
    _settle(stage)
    desk.start()
    until = time.monotonic() + PATIENCE_S
    while any(loop.state == "starting" for loop in desk.loops.health()) and time.monotonic() < until:
        time.sleep(0.01)
    for client, by in ((stranger, "a supervisor"), (head, HEAD)):
        recorder.ask("is-ready", client, by, once=True)
        record = recorder.records["is-ready"][-1]
        record["body"] = at_rest(record["body"])
    recorder.ask("read-metrics", head, HEAD, once=True)
    record = recorder.records["read-metrics"][-1]
    # Which series there are hangs on the machine; which meters there are does not.
    record["body"] = sorted({line for line in record["body"] if re.match(r"# (HELP|TYPE) desk_", line)})


def _settle(stage: Stage) -> None:
    """Let everybody do what is due, in turn, until nobody has anything to do."""
    desk = stage.desk
    head = -1
    while head != desk.log.head():
        head = desk.log.head()
        for loop in (desk.timekeeper, desk.caretaker, desk.approval_keeper, desk.stranded):
            stage.catch_up()
            loop.turn()
    stage.catch_up()


def at_rest(value: Any) -> Any:
    """Readiness without what is another's on another machine or at another moment."""
    if not isinstance(value, dict):
        return value
    stands_for = {"lag_s": 0.0, "position": 0, "head": 0}
    rules = {"here", "running", "clocks_measured_by"}
    return {
        key: "…" if key in rules else stands_for[key] if key in stands_for else at_rest(inner)
        for key, inner in value.items()
    }
