"""What a question is answered with, whoever asked: the value, whether it is as new as was asked, its version."""

from __future__ import annotations

from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")
U = TypeVar("U")


class Answer(msgspec.Struct, Generic[T], frozen=True):
    """A value as plain data: a door encodes it, the terminal prints it.

    ``is_fresh`` is false where the read models had not come to the position that was asked for; ``etag`` is the
    version that an order may name as the one it saw, empty where there is none; ``epoch`` is the one that positions in
    it are of, 0 where there can be none.
    """

    value: T
    is_fresh: bool = True
    etag: str = ""
    epoch: int = 0

    def told_as(self, value: U) -> Answer[U]:
        """The same answer, its value in other words."""
        return Answer(value, self.is_fresh, self.etag, self.epoch)
