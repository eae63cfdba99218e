"""The whole story from the first sign-in to the terminal: what the recorded desk answered, by file."""

from __future__ import annotations

from typing import Any

from tests.recorded import accounts, around, orders, questions, terminal
from tests.recorded.questions import EMPLOYEE, HEAD
from tests.recorded.recorder import Recorder
from tests.recorded.scene import Company, Stage, stage

Json = dict[str, Any]


def told(demo_url: str, workshop_url: str) -> dict[str, Json]:
    """File name -> what it holds: operation -> its records, and what the terminal printed."""
    recorder = Recorder()
    with stage(Stage, workshop_url) as world:
        around.previews(world, recorder)
        around.drafts(world, recorder)
        orders.carry_out_all(world, recorder)
        around.incidents(world, recorder)
        around.bulk(world, recorder)
        around.ratings(world, recorder)
        around.photos(world, recorder)
        around.quarantine(world, recorder)
        around.afterwards(world, recorder)
        around.files(world, recorder)
    with stage(Company, demo_url) as company:
        head, employee = (accounts.signed_in(company, recorder, login) for login in (HEAD, EMPLOYEE))
        questions.ask_all(company, recorder, head, employee)
        accounts.passwords(company, recorder, head, employee, EMPLOYEE)
        accounts.sessions(company, recorder, head, employee, EMPLOYEE)
        accounts.tokens(company, recorder, head)
        around.streams(company, recorder, head, employee)
        accounts.second_factor(company, recorder, head, employee, EMPLOYEE)
        accounts.strangers(company, recorder)
        around.health(company, recorder, head)
        printed = terminal.printed(company)
        company.desk.stop()
    files: dict[str, Json] = {"terminal": printed}
    for name, records in recorder.shortened().items():
        files.setdefault(recorder.operations[name].tag, {})[name] = records
    return files
