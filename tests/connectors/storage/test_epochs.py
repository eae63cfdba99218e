"""Epochs: a log that goes on from a backup is told from the one that was seen; places of another log are refused."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from api.bootstrap import Desk, SystemClock
from api.settings import Settings
from commands.log import ResumeLog
from connectors.inbound.sign_in.accounts import AS_DESK
from connectors.storage.log import seals
from connectors.storage.log.event_log import PostgresLog
from connectors.storage.proof.epochs import Epochs, PositionIsBeyondTheLog, PositionIsOfAnotherEpoch
from connectors.storage.proof.head_file import Head, HeadFile, HeadFileCannotBeUsed
from connectors.storage.proof.head_keeper import HeadKeeper
from connectors.storage.server.database import Database
from events.log import LogResumed
from events.values.identity import LOG_STREAM
from events.values.log_place import LogPlace, place_of
from tests.connectors.storage.samples import change, command_id, stream_id

Made = Callable[[], Desk]


@pytest.fixture
def started(database: Database, tmp_path: Path) -> Made:
    """A desk that starts on this database, with a head file."""
    settings = Settings(data_folder=Path("nowhere"), port=0, head_file=tmp_path / "head.json")

    def start() -> Desk:
        desk = Desk(database, settings, SystemClock())
        desk.migrate()
        return desk

    return start


def write(desk: Desk, facts: int = 1) -> int:
    return desk.log.append([change(stream_id(), 0, facts)], command_id=command_id(), fingerprint=b"f").position


def seen(desk: Desk) -> Head:
    assert desk.epochs.file is not None
    head = desk.epochs.file.read()
    assert head is not None
    return head


def restored_to(database: Database, position: int) -> None:
    """The log as a backup of that position has it."""
    with database.transaction() as cursor:
        for table, column in (("facts", "notification_id"), ("seals", "last_position")):
            cursor.execute(f"ALTER TABLE desk.{table} DISABLE TRIGGER USER".encode())
            cursor.execute(f"DELETE FROM desk.{table} WHERE {column} > {position}".encode())  # noqa: S608 - names above
            cursor.execute(f"ALTER TABLE desk.{table} ENABLE ALWAYS TRIGGER {table}_are_for_ever".encode())
        cursor.execute("ALTER TABLE desk.facts ENABLE TRIGGER facts_are_sealed")
        cursor.execute("DELETE FROM desk.command_receipts WHERE position > %s", (position,))


def resumed(desk: Desk) -> list[LogResumed]:
    return [recorded.fact for recorded in desk.log.load(LOG_STREAM) if isinstance(recorded.fact, LogResumed)]


def test_a_start_on_the_log_that_was_seen_begins_no_epoch(started: Made) -> None:
    desk = started()
    write(desk, 3)
    desk.head_keeper.turn()
    with desk.database.connection() as connection:
        position, link = seals.last_seal(connection)
    assert seen(desk) == Head(epoch=1, position=position, link=link.hex())
    write(desk)
    again = started()
    assert again.epochs.present().number == 1
    assert (resumed(again), seen(again).position) == ([], 4)


def test_a_log_that_is_shorter_than_it_was_seen_begins_a_new_epoch_by_a_fact(
    started: Made, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = started()
    kept = write(desk, 2)
    lost = write(desk, 3)
    desk.stop()
    before = seen(desk)
    restored_to(database, kept)
    again = started()
    assert resumed(again) == [LogResumed(epoch=2, seen_epoch=1, seen_position=lost, seen_link=before.link)]
    assert again.epochs.present().number == 2
    assert (seen(again).epoch, seen(again).position) == (2, kept + 1)
    said = capsys.readouterr().out
    assert "log_resumed" in said
    assert f"seen up to position {lost} before, now it stands at {kept}. Epoch 2 begins" in said
    assert f"был виден до позиции {lost}, теперь стоит на {kept}. Началась эпоха 2" in said
    assert len(resumed(started())) == 1


def test_a_log_that_has_the_position_again_with_other_facts_begins_a_new_epoch(
    started: Made, database: Database
) -> None:
    desk = started()
    kept = write(desk)
    lost = write(desk, 2)
    desk.stop()
    restored_to(database, kept)
    # Somebody wrote on without the file, farther than it had been seen.
    log = PostgresLog(database)
    for _ in range(4):
        log.append([change(stream_id(), 0)], command_id=command_id(), fingerprint=b"f")
    assert log.head() > lost
    assert started().epochs.present().number == 2


def test_the_same_backup_restored_twice_makes_two_epochs(started: Made, database: Database) -> None:
    desk = started()
    kept = write(desk)
    write(desk)
    desk.stop()
    for epoch in (2, 3):
        restored_to(database, kept)
        again = started()
        assert [fact.epoch for fact in resumed(again)] == [epoch]
        assert [fact.seen_epoch for fact in resumed(again)] == [epoch - 1]
        again.stop()


def test_of_desks_that_saw_the_same_one_begins_the_epoch(started: Made, database: Database) -> None:
    desk = started()
    kept = write(desk)
    write(desk)
    desk.stop()
    before = seen(desk)
    restored_to(database, kept)
    started()
    # One on another machine, whose own file is as old.
    HeadFile(desk.settings.head_file or Path()).write(before)
    again = started()
    assert len(resumed(again)) == 1
    assert seen(again).epoch == 2
    order = ResumeLog(seen_epoch=1, seen_position=before.position, seen_link=before.link)
    again.bus.execute(order, viewer=AS_DESK, command_id=command_id())
    assert len(resumed(again)) == 1


def test_a_log_replaced_under_a_running_desk_is_told_and_the_file_is_left_for_the_next_start(
    started: Made, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = started()
    kept = write(desk)
    write(desk)
    desk.head_keeper.turn()
    before = seen(desk)
    was_another = desk.head_keeper.is_another_log
    restored_to(database, kept)
    for _ in range(2):
        assert desk.head_keeper.turn() == 1.0
    assert (was_another, desk.head_keeper.is_another_log) == (False, True)
    assert seen(desk) == before
    assert capsys.readouterr().out.count("log_was_replaced") == 1
    desk.stop()
    assert seen(desk) == before
    again = started()
    assert (again.epochs.present().number, again.head_keeper.is_another_log) == (2, False)


def test_the_file_is_written_only_when_the_log_moved(started: Made) -> None:
    desk = started()
    write(desk)
    desk.head_keeper.turn()
    assert desk.settings.head_file is not None
    first = desk.settings.head_file.stat().st_ino
    desk.head_keeper.turn()
    assert desk.settings.head_file.stat().st_ino == first
    write(desk)
    desk.head_keeper.turn()
    assert seen(desk).position == 2


def test_without_a_file_nothing_is_kept_and_nothing_is_noticed(database: Database) -> None:
    desk = Desk(database, Settings(data_folder=Path("nowhere"), port=0), SystemClock())
    desk.migrate()
    kept = write(desk)
    write(desk)
    desk.stop()
    restored_to(database, kept)
    desk.migrate()
    assert (desk.epochs.present().number, HeadKeeper(desk.epochs).turn()) == (1, 1.0)


def test_a_place_of_the_log_is_taken_with_its_epoch_or_without(database: Database) -> None:
    log = PostgresLog(database)
    log.append([change(stream_id(), 0, 2)], command_id=command_id(), fingerprint=b"f")
    epochs = Epochs(database, log, None)
    for known in (0, 2, LogPlace(1, 2)):
        epochs.refuse_foreign(known)
    for beyond in (3, LogPlace(1, 3)):
        with pytest.raises(PositionIsBeyondTheLog, match=r"no position 3 in the log: it ends at 2") as caught:
            epochs.refuse_foreign(beyond)
        assert (caught.value.field, caught.value.kind) == ("min_position", "at_odds")
    for foreign in (LogPlace(2, 1), LogPlace(2, 9)):
        with pytest.raises(PositionIsOfAnotherEpoch, match=rf"position {foreign.told} is of another epoch"):
            epochs.refuse_foreign(foreign)
    assert epochs.place(2) == "1.2"


def test_an_epoch_that_another_process_began_is_heard_of_within_a_second(database: Database) -> None:
    log, ticks = PostgresLog(database), [0.0]
    epochs = Epochs(database, log, None, ticks=lambda: ticks[0])
    epochs.refuse_foreign(LogPlace(1, 0))
    desk = Desk(database, Settings(data_folder=Path("nowhere"), port=0), SystemClock())
    order = ResumeLog(seen_epoch=1, seen_position=9, seen_link="")
    desk.bus.execute(order, viewer=AS_DESK, command_id=command_id())
    ticks[0] += 1.0
    with pytest.raises(PositionIsOfAnotherEpoch, match="in epoch 2"):
        epochs.refuse_foreign(LogPlace(1, 0))
    epochs.refuse_foreign(LogPlace(2, 1))
    assert epochs.place(1) == "2.1"


def test_a_log_that_became_shorter_under_a_running_desk_is_believed_for_a_second_at_most(database: Database) -> None:
    log, ticks = PostgresLog(database), [0.0]
    epochs = Epochs(database, log, None, ticks=lambda: ticks[0])
    for _ in range(3):
        log.append([change(stream_id(), 0)], command_id=command_id(), fingerprint=b"f")
    epochs.refuse_foreign(3)
    restored_to(database, 1)
    ticks[0] += 1.0
    with pytest.raises(PositionIsBeyondTheLog, match="it ends at 1"):
        epochs.refuse_foreign(3)
    epochs.refuse_foreign(1)


@pytest.mark.parametrize(
    "written", ["", "7", "1.", ".1", "0.1", "1.-1", "1.2.3", "01.1", " 1.1", "1.9223372036854775808"]
)
def test_what_is_no_place_is_none(written: str) -> None:
    assert place_of(written) is None


def test_a_place_is_a_number_that_knows_its_epoch() -> None:
    place = place_of("12.4711")
    assert place is not None
    assert (place, place.epoch, place.told, place + 1) == (4711, 12, "12.4711", 4712)


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"nonsense", b'{"epoch":1,"position":2,"link":"00","more":1}', b"\xff"]
)
def test_a_damaged_head_file_is_told_by_its_setting_and_nothing_starts(
    started: Made, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "head.json").write_bytes(content)
    with pytest.raises(HeadFileCannotBeUsed, match="DESK_HEAD_FILE") as caught:
        started()
    assert "DESK_HEAD_FILE" in caught.value.text.ru
    assert (tmp_path / "head.json").read_bytes() == content


def test_a_head_file_in_a_folder_that_is_not_there_is_told(database: Database, tmp_path: Path) -> None:
    settings = Settings(data_folder=Path("nowhere"), port=0, head_file=tmp_path / "nowhere" / "head.json")
    with pytest.raises(HeadFileCannotBeUsed, match="No such file or directory"):
        Desk(database, settings, SystemClock()).migrate()


def test_a_head_file_is_there_whole_or_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = HeadFile(tmp_path / "head.json")
    assert file.read() is None
    first = Head(1, 10, "ab" * 32)
    file.write(first)
    assert json.loads((tmp_path / "head.json").read_text()) == {"epoch": 1, "position": 10, "link": "ab" * 32}

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", full)
        with pytest.raises(HeadFileCannotBeUsed, match="No space left on device"):
            file.write(Head(1, 11, "cd" * 32))
    assert file.read() == first
    assert [entry.name for entry in tmp_path.iterdir()] == ["head.json"]
