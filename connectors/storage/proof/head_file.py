"""Where the log was last seen to stand, in a file outside of the database: what a restore takes back, it does not.

``DESK_HEAD_FILE`` names it; written by the head keeper, read at every start. See decision 0148.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import ClassVar

import msgspec

from events.values.refusal import Refusal


class HeadFileCannotBeUsed(Refusal):
    """The file {path} (DESK_HEAD_FILE) cannot be used: {reason}. It says how far the log was seen, so that a restored
    log is noticed. Let the desk read and write it and its folder. If it is damaged, delete it: then positions that
    somebody holds from before a restore are not told apart.
    """  # noqa: D205 - a refusal's message is one paragraph

    ru: ClassVar[str] = (
        "Файл {path} (DESK_HEAD_FILE) использовать нельзя: {reason}. В нём записано, докуда был виден журнал, чтобы "
        "заметить восстановление из копии. Дайте Deskledger читать и писать этот файл и его папку. Если он повреждён, "
        "удалите его: тогда позиции, полученные до восстановления, не отличить от новых."
    )
    field = "head_file"


class Head(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the log stood: its epoch, the last position under a seal, and the link there in hexadecimal."""

    epoch: int
    position: int
    link: str


class HeadFile:
    """One small file, written whole or not at all: what is read is what was written last, also after a power cut."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> Head | None:
        """What was seen last; ``None``: nothing yet. Raises ``HeadFileCannotBeUsed``."""
        try:
            return msgspec.json.decode(self.path.read_bytes(), type=Head)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._refusal(error.strerror or type(error).__name__) from error
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise self._refusal("JSON") from error

    def write(self, head: Head) -> None:
        """Put it in the place of what was there. Raises ``HeadFileCannotBeUsed``."""
        beside = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        try:
            with beside.open("wb") as file:
                file.write(msgspec.json.encode(head) + b"\n")
                file.flush()
                os.fsync(file.fileno())
            beside.replace(self.path)
            self._sync_folder()
        except OSError as error:
            with suppress(OSError):
                beside.unlink()
            raise self._refusal(error.strerror or type(error).__name__) from error

    def _sync_folder(self) -> None:
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _refusal(self, reason: str) -> HeadFileCannotBeUsed:
        return HeadFileCannotBeUsed(path=self.path, reason=reason)
