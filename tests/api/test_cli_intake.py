"""``desk intake`` to whoever calls it from a script: its status says whether the files are still needed."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

from tests.api.test_cli import MAIL, Run, desk

__all__ = ["desk"]


def test_a_file_that_cannot_be_read_is_told_and_the_others_are_taken_in(desk: Run, tmp_path: Path) -> None:
    mail = tmp_path / "ok.eml"
    mail.write_bytes(MAIL % uuid4().hex.encode())
    status, out, err = desk("intake", str(tmp_path / "nowhere.eml"), str(mail))

    assert (status, "nowhere.eml" in err, "ok.eml: заявка" in out) == (1, True, True)


def test_what_is_kept_in_quarantine_is_a_success_and_the_help_says_so(desk: Run, tmp_path: Path) -> None:
    text = tmp_path / "README.md"
    text.write_text(f"# {uuid4().hex}\n\nNo mail at all.\n", encoding="utf-8")
    status, out, err = desk("intake", str(text), language="en")
    assert (status, out.startswith("README.md: quarantine: "), err) == (0, True, "")

    status, told, _ = desk("intake", "--help", language="en")
    assert status == 0
    words = " ".join(told.split())
    assert "Status 0: all files were read, and every message is kept, be it in quarantine" in words
    assert "Status 1: a file was not read" in words
    assert "Код 0: все файлы прочитаны, и каждое письмо сохранено, пусть и в карантине" in words
    assert "Код 1: какой-то файл не прочитан" in words
