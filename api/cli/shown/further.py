"""Imports the modules of the sub-packages, which add their commands to the app; imported by ``api.cli.main``."""

from __future__ import annotations

from typer._completion_classes import completion_init

from api.cli.around import company as company  # noqa: PLC0414 - they add their commands to the app
from api.cli.around import tasks as tasks  # noqa: PLC0414 - as above
from api.cli.shown import identity as identity  # noqa: PLC0414 - as above

# The shells that the library knows; the app itself offers no options about them, ``desk completion`` does.
completion_init()
