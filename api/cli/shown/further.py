"""Imports the modules of the sub-packages, which add their commands to the app; imported by ``api.cli.main``."""

from __future__ import annotations

from typer._completion_classes import completion_init

from api.cli.approval import asking as approval_asking  # noqa: F401 - they add their commands to the app
from api.cli.around import acts as around_acts  # noqa: F401 - they add their commands to the app
from api.cli.around import company as around_company  # noqa: F401 - they add their commands to the app
from api.cli.around import files as around_files  # noqa: F401 - they add their commands to the app
from api.cli.around import tasks as around_tasks  # noqa: F401 - they add their commands to the app
from api.cli.at_hand import making as at_hand_making  # noqa: F401 - they add their commands to the app
from api.cli.corrected import comments as corrected_comments  # noqa: F401 - they add their commands to the app
from api.cli.corrected import tickets as corrected_tickets  # noqa: F401 - they add their commands to the app
from api.cli.many import bulk as many_bulk  # noqa: F401 - they add their commands to the app
from api.cli.many import exports as many_exports  # noqa: F401 - they add their commands to the app
from api.cli.many import views as many_views  # noqa: F401 - they add their commands to the app
from api.cli.persons import merging as persons_merging  # noqa: F401 - they add their commands to the app
from api.cli.persons import ratings as persons_ratings  # noqa: F401 - they add their commands to the app
from api.cli.shown import identity as shown_identity  # noqa: F401 - they add their commands to the app
from api.cli.written import articles as written_articles  # noqa: F401 - they add their commands to the app
from api.cli.written import drafts as written_drafts  # noqa: F401 - they add their commands to the app

# The shells that the library knows; the app itself offers no options about them, ``desk completion`` does.
completion_init()
