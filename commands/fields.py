"""Types of command fields with their bounds and their descriptions; used by all command structs.

What stands in one line beside others (subjects, names, values, what approvers are asked) is also given to
``refuse_unclear`` by its command. Bodies keep every character: they stand alone, and what they quote may be turned.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

Subject = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=500,
        pattern=r"\S",
        description="One line, 1 to 500 characters; a line break is taken as a blank.",
    ),
]
Body = Annotated[str, Meta(max_length=100_000, description="Plain text, up to 100,000 characters.")]
Words = Annotated[
    str,
    Meta(min_length=1, max_length=20_000, pattern=r"\S", description="Plain text, not empty, up to 20,000."),
]
Name = Annotated[str, Meta(min_length=1, max_length=300, pattern=r"\S", description="1 to 300 characters.")]
Email = Annotated[
    str,
    Meta(min_length=3, max_length=254, pattern=r"^[^@\s<>]+@[^@\s<>]+$", description="An e-mail address: a@b.c"),
]
Login = Annotated[
    str, Meta(min_length=1, max_length=100, pattern=r"^\S+$", description="1 to 100 characters without blanks.")
]
Phone = Annotated[
    str,
    Meta(min_length=3, max_length=50, pattern=r"^[-+0-9()., #*xдоб]+$", description="A phone number: +7 495 000-00-00"),
]
Position = Annotated[str, Meta(max_length=200, description="Up to 200 characters; empty: none.")]
Zone = Annotated[str, Meta(max_length=100, description="An IANA time zone: Europe/Moscow; empty: none.")]
Note = Annotated[str, Meta(max_length=2000, description="Why what a source owns is changed by hand.")]
AttributeName = Annotated[str, Meta(min_length=1, max_length=100)]
AttributeValue = Annotated[str, Meta(max_length=1000)]
