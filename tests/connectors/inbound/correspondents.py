"""Who writes to the desk in the tests of the mail intake, and what they answer."""

from __future__ import annotations

from tests.connectors.inbound.mail_desks import letter

ANNA = "Анна Петрова <anna@client.example>"


BORIS = "Борис <boris@client.example>"


def answer(sender: str, body: str = "Уже лучше.", **more: str) -> bytes:
    """A mail that answers ``letter()``."""
    headers = {"subject": "Re: Не печатает принтер", "message_id": "<second@client.example>"}
    return letter(sender, body=body, **{**headers, "In_Reply_To": "<first@client.example>", **more})
