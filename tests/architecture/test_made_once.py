"""What a process makes once is made before its first thread: nothing is left that two threads could make at once."""

from __future__ import annotations

import functools
import gc
import importlib
import pkgutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from api import made_once
from api.app import plain_app
from connectors.storage.log import codec, sealed_fields
from connectors.storage.server import migrate
from events.catalogue import FACTS

MADE_BEFORE = {
    "connectors.storage.log.codec._decoder",
    "connectors.storage.log.sealed_fields.by_path",
    "connectors.storage.log.sealed_fields.sealed_fields",
    "connectors.storage.server.migrate.migrations",
    "connectors.storage.accounts.passwords._nobodys_hash",
    "events.values.zones.known_zones",
}
"""Cached functions that are called for every argument they will ever get before the first thread starts."""

MADE_AT_ANY_TIME = {
    "sla_engine.worktime._shared": "a calendar of the desk's data, plain Python, the same whoever makes it",
    "events.values.zones.zone_of": "the rules of a zone, read from a file of a package, plain Python",
    "events.values.schedule._seconds": "a text such as 09:00 as seconds, plain Python",
    "sla_engine.day_hours._week_spans": "texts such as 09:00 as seconds, plain Python",
    "sla_engine.holiday_proposals.proposals": "holidays of a country and a year, plain Python",
    "sla_engine.holiday_proposals.shortened": "as above",
    "connectors.storage.feeds.positions._begin": "a text of SQL, plain Python",
    "connectors.storage.feeds.positions._end": "as above",
    "connectors.storage.accounts.sessions._held": "a text of SQL and where it is prepared, plain Python",
    "connectors.storage.accounts.tokens._borne": "as above",
    "api.console.rendering.at_once": "names of files of the package, plain Python",
    "api.console.rendering.environment": "templates of files of the package, plain Python",
    "api.console.rendering.scripts": "names of files of the package, plain Python",
    "api.console.rendering.static_version": "a digest of files of the package",
    "api.console.static.files": "files of the package, read and packed",
    "api.console.asked.Asked.form": "of one request, in one thread",
    "api.console.asked.Asked.is_staff": "as above",
    "api.console.asked.Asked.language": "as above",
    "api.console.asked.Asked.modules": "as above",
    "api.console.asked.Asked.times": "as above",
    "api.console.asked.Asked.zone": "as above",
    "api.console.listing.wanted.Listing.kept": "as above",
    "api.console.listing.wanted.Listing.views": "as above",
    "api.http.orders.called._plan": "where ids stand in a command, plain Python",
    "projections.article.suggested._found": "a text of SQL, plain Python",
    "projections.search.tickets._few_asked": "a text of SQL, plain Python",
    "projections.kit.statement._composed": "a text of SQL, plain Python",
    "projections.kit.statement.name": "as above",
    "projections.kit.statement.number": "as above",
    "projections.kit.columns._inserts": "texts of SQL, plain Python",
    "projections.kit.columns._updates": "as above",
    "projections.kit.columns._maker": "what makes rows of a kind, plain Python",
    "projections.sla_clocks.counts._counted": "as above",
    "projections.sla_clocks.counts._counted_at_once": "as above",
    "projections.sla_clocks.counts._narrowed": "as above",
    "events.files._reading": "how files are read from facts of a kind, plain Python",
    "projections.facts.objects._asked": "as above",
    "projections.ticket.card._asked": "as above",
    "projections.ticket.merged._asked": "as above",
    "projections.ticket.lists.pages._asked": "as above",
    "projections.ticket.lists.pages._lines_asked": "as above",
    "projections.ticket.lists.pages._versions_asked": "as above",
    "projections.ticket.lists.conditions._placeholder": "as above",
    "projections.search.tickets._asked": "as above",
    "projections.search.tickets._matching": "as above",
    "projections.search.tickets._indexed": "as above",
    "projections.search.tickets._bears": "as above",
    "projections.search.things._asked": "as above",
    "projections.search.language.forms.bases": "forms of a word, plain Python",
    "projections.search.language.words.forms": "as above",
    "projections.search.vocabulary.spelt": "as above",
    "projections.search.language.forms._dictionary": "read from the files of a package, plain Python, never changed",
    "projections.ticket.notices.pages._asked": "as above",
    "projections.ticket.lists.unread._of_others": "as above",
    "projections.ticket.lists.unread._asked": "as above",
    "projections.ticket.lists.groups._count": "as above",
    "projections.ticket.lists.groups._groups": "as above",
    "projections.kit.visibility._apart": "as above",
    "projections.kit.visibility._merged": "as above",
    "projections.kit.visibility._own": "as above",
    "projections.kit.visibility._reach": "as above",
    "projections.kit.visibility._sight_asked": "as above",
}
"""Cached functions whose arguments come from data: any thread may call them first, and nothing native is made."""


def every_module() -> Iterator[Any]:
    for package in sorted(made_once.OURS):
        root = importlib.import_module(package)
        yield root
        for found in pkgutil.walk_packages(root.__path__, f"{package}."):
            if not found.name.endswith("__main__"):
                yield importlib.import_module(found.name)


def cached(module: Any) -> Iterator[str]:
    for name, value in vars(module).items():
        if hasattr(value, "cache_info") and value.__module__ == module.__name__:
            yield f"{module.__name__}.{name}"
        if isinstance(value, type) and value.__module__ == module.__name__:
            yield from (
                f"{module.__name__}.{name}.{inner}"
                for inner, kept in vars(value).items()
                if isinstance(kept, functools.cached_property) or hasattr(kept, "cache_info")
            )


def is_known(kind: type[Any]) -> bool:
    """Whether msgspec has all that it needs to read the type: it keeps it with the type itself."""
    return any(type(kept).__name__ == "StructInfo" for kept in gc.get_referents(kind))


def test_every_cached_function_is_filled_before_the_first_thread_or_makes_nothing_native() -> None:
    found = {name for module in every_module() for name in cached(module)}
    assert found == MADE_BEFORE | MADE_AT_ANY_TIME.keys()


def test_every_struct_of_ours_is_known_to_the_decoder_afterwards() -> None:
    list(every_module())
    made_once.make_ready()
    kinds = list(made_once.structs())
    assert len(kinds) > 300
    assert [kind for kind in kinds if not is_known(kind)] == []


def test_every_fact_and_every_sealed_field_has_its_decoder_afterwards() -> None:
    made_once.make_ready()
    made = codec._decoder.cache_info(), sealed_fields.sealed_fields.cache_info(), sealed_fields.by_path.cache_info()
    kinds = len(set(FACTS.values()))
    # Other tests of this process decode facts of their own beside these.
    assert [info.currsize >= asked for info, asked in zip(made, (len(FACTS), kinds, kinds), strict=True)] == [True] * 3
    before = [info.misses for info in made]
    for name, kind in FACTS.items():
        codec._decoder(name)
        sealed_fields.by_path(kind)
    assert [codec._decoder.cache_info().misses, sealed_fields.by_path.cache_info().misses] == before[::2]
    assert migrate.migrations.cache_info().currsize == 1


def test_a_struct_that_is_defined_later_is_made_at_the_next_call() -> None:
    made_once.make_ready()
    late = msgspec.defstruct("Late", [("n", int)], module="api.late")
    assert not is_known(late)
    made_once.make_ready()
    assert is_known(late)


def test_every_validator_of_a_parameter_is_complete_when_the_app_is_made() -> None:
    def fields(dependant: Any) -> Iterator[Any]:
        yield from dependant.path_params + dependant.query_params + dependant.header_params
        yield from dependant.cookie_params + dependant.body_params
        for inner in dependant.dependencies:
            yield from fields(inner)

    adapters = [
        field._type_adapter
        for route in plain_app().routes
        for field in (fields(route.dependant) if hasattr(route, "dependant") else ())
    ]
    assert len(adapters) > 100
    assert all(adapter.pydantic_complete for adapter in adapters)


WATCHED = """
import os
import sys
import tempfile
import threading
from pathlib import Path
from api import made_once
from api.settings import Settings

told, known = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND), set()
begun = threading.Thread.start

def noted(self):
    from tests.architecture.test_made_once import is_known
    # What msgspec knows of a type it never forgets.
    new = [kind for kind in made_once.structs() if kind not in known]
    missing = [kind.__qualname__ for kind in new if not is_known(kind)]
    known.update(kind for kind in new if kind.__qualname__ not in missing)
    os.write(told, f"{os.getpid()} {self.name} {missing}\\n".encode())
    begun(self)

threading.Thread.start = noted
from api.bootstrap import open_desk
from api.serve import serve
with tempfile.TemporaryDirectory(prefix="desk-once-") as folder:
    with open_desk(Settings(data_folder=Path(folder), port=0, web_processes=1)) as desk:
        desk.prepare()
        class Enough(Exception): pass
        def ready(url):
            raise Enough
        try:
            serve(desk, ready=ready)
        except Enough:
            print("served")
"""


def test_a_served_desk_starts_no_thread_before_all_is_made_in_any_of_its_processes(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WATCHED, str(tmp_path / "told")]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)  # noqa: S603 - this interpreter on the program above
    assert "served\n" in run.stdout, run.stderr
    told = [line.split(" ", 2) for line in (tmp_path / "told").read_text().splitlines()]
    threads = Counter(process for process, _, _ in told)
    # The loops have theirs, the other two one each at least.
    assert len(threads) == 3
    assert max(threads.values()) > 10
    assert {missing for _, _, missing in told} == {"[]"}
