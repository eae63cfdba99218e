"""The way to attach files to a ticket without a comment; part of the table of commands."""

from __future__ import annotations

from api.rest.command_route import FILE, CommandRoute, on_ticket
from commands.ticket import files

FILE_ROUTES: tuple[CommandRoute, ...] = (
    on_ticket(
        "attach",
        files.AttachFiles,
        "Приложить файлы",
        "Attach files",
        {"attachments": [{"sha256": FILE, "name": "print.log", "media_type": "text/plain", "size_bytes": 14}]},
    ),
)
"""Files that were uploaded, put to a ticket."""
