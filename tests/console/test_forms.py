"""What a form says, as the command that it means."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from api.console.forms import as_typed, content_of, fields_of
from commands.agreement import ReviseAgreementPromise
from commands.article.write import WriteArticle
from commands.change_request.approve import SubmitChange
from commands.change_request.draft import OutlineChange
from commands.change_request.freeze import DeclareFreeze
from commands.on_call import SetOnCallRota
from commands.org_unit.change import NameHead
from commands.person.access import GrantGroups
from commands.person.card import ChangeEmails, ChangePhoto, ChangePosition
from commands.problem.incidents import LinkProblemIncidents
from commands.service_checklists import SetServiceChecklists
from commands.service_questions import SetServiceQuestions
from commands.service_schedule import DeclareHolidays, DrawUpSchedule
from commands.ticket.register import RegisterTicket
from commands.ticket.talk import CommentOnTicket, PrioritiseTicket
from commands.ticket.tasks import ReplanTask
from commands.ticket.work import AssignTicket, MoveTicket
from commands.ticket_type.define import ReviseTicketType
from commands.ticket_view import MakeView

MOSCOW = ZoneInfo("Europe/Moscow")


@pytest.mark.parametrize(
    ("kind", "form", "content"),
    [
        (CommentOnTicket, {"ticket_id": ["1001"], "body": ["Да\r\nи нет"], "is_public": ["false"]},
         {"ticket_id": "1001", "body": "Да\nи нет", "is_public": False}),
        (CommentOnTicket, {"body": ["x"], "_back": ["/"], "": ["y"]}, {"body": "x"}),
        (AssignTicket, {"responsible.team_id": ["t"], "responsible.person_id": [""]},
         {"responsible": {"team_id": "t"}}),
        (RegisterTicket, {"subject": [" "], "attributes.room": ["12"], "requester.person_id": ["a.b"]},
         {"attributes": {"room": "12"}, "requester": {"person_id": "a.b"}}),
        (RegisterTicket, {"history_minutes": ["90"]}, {"history_minutes": 90}),
        (RegisterTicket, {"history_minutes": ["soon"]}, {"history_minutes": "soon"}),
        (MoveTicket, {"to": ["on_hold"], "wake_up_at": ["2026-12-04T09:00"]},
         {"to": "on_hold", "wake_up_at": "2026-12-04T09:00:00+03:00"}),
        (MoveTicket, {"wake_up_at": ["tomorrow"]}, {"wake_up_at": "tomorrow"}),
        (MoveTicket, {"wake_up_at": ["2026-12-04T09:00+05:00"]}, {"wake_up_at": "2026-12-04T09:00+05:00"}),
        (CommentOnTicket,
         {"attachments.10.name": ["b"], "attachments.2.name": ["a"], "attachments.2.size_bytes": ["7"]},
         {"attachments": [{"name": "a", "size_bytes": 7}, {"name": "b"}]}),
        (CommentOnTicket, {"attachments.x.name": ["b"]}, {"attachments": [{"name": "b"}]}),
        (NameHead, {"unit_id": ["u"], "head": [""], "_none": ["head"]}, {"unit_id": "u", "head": None}),
        (NameHead, {"unit_id": ["u"], "head": ["a.b"], "_none": ["head"]}, {"unit_id": "u", "head": "a.b"}),
        (GrantGroups, {"person_id": ["p"], "_none": ["groups"]}, {"person_id": "p", "groups": []}),
        (ChangePosition, {"position": [" "], "_none": ["position"]}, {"position": ""}),
        (ChangePhoto, {"_none": ["photo", "photo.name"]}, {"photo": None}),
        (ChangeEmails, {"emails": ["a@b.c", "", "d@e.f"]}, {"emails": ["a@b.c", "d@e.f"]}),
        (SetOnCallRota, {"starts": ["2030-01-07T09:00"]}, {"starts": "2030-01-07T09:00:00"}),
        (AssignTicket, {"responsible": ["x"], "responsible.team_id": ["t"]}, {"responsible": "x"}),
        (PrioritiseTicket, {"impact": [""], "urgency": ["low"], "_none": ["impact", "urgency"]},
         {"impact": None, "urgency": "low"}),
        (ReplanTask, {"responsible.team_id": [""], "_none": ["responsible", "due_at"]},
         {"responsible": None, "due_at": None}),
        (DrawUpSchedule, {"timetable.week.mon": ["9-13, 14:00–19:00"], "timetable.week.tue": [" "]},
         {"timetable": {"week": {"mon": [["09:00", "13:00"], ["14:00", "19:00"]], "tue": []}}}),
        (DeclareHolidays, {"exceptions": ["31.12.2026 09:00–15:00 Короткий\r\n\r\n01.01.2027"]},
         {"exceptions": [
             {"on": "2026-12-31", "hours": [["09:00", "15:00"]], "name": {"ru": "Короткий", "en": "Короткий"}},
             {"on": "2027-01-01"}]}),
        (ReviseAgreementPromise,
         {"promise.resolution.rules.0.name.en": ["Urgent"], "promise.resolution.rules.0.when.attributes.floor": [""],
          "promise.resolution.rules.0.when.attributes.room": ["1", ""]},
         {"promise": {"resolution": {"rules": [
             {"name": {"ru": "Urgent", "en": "Urgent"}, "when": {"attributes": {"room": ["1"]}}}]}}}),
        (SetServiceQuestions, {"form.questions.0.shown_when": ['{"op":"attribute","code":"a"}'],
                               "form.questions.1.shown_when": ["{never"]},
         {"form": {"questions": [{"shown_when": {"op": "attribute", "code": "a"}}, {"shown_when": "{never"}]}}),
        (SetServiceChecklists, {"_none": ["checklists"]}, {"checklists": None}),
        (SetServiceChecklists, {"checklists": [""]}, {"checklists": []}),
        (LinkProblemIncidents, {"problem_id": ["P-1"], "incidents": ["1001, 1002;1003"]},
         {"problem_id": "P-1", "incidents": ["1001", "1002", "1003"]}),
        (WriteArticle,
         {"texts.0.language": ["ru"], "texts.0.title": [""], "texts.1.language": ["en"], "texts.1.title": ["Yes"],
          "_given": ["texts.*.language"]},
         {"texts": [{"language": "en", "title": "Yes"}]}),
        (SubmitChange, {"change_id": ["C-1"], "stages.0.mode": ["one"], "stages.0.approvers": [""],
                        "_given": ["stages.*.mode"]}, {"change_id": "C-1", "stages": []}),
        (MakeView, {"settings.condition": ['{"op":"all","of":[{"op":"is","field":"open"}]}']},
         {"settings": {"condition": {"op": "all", "of": [{"op": "is", "field": "open"}]}}}),
        (MakeView, {"settings.condition": ["{broken"]}, {"settings": {"condition": "{broken"}}),
        (DeclareFreeze, {"begins": ["2030-12-28T18:00"]}, {"begins": "2030-12-28T18:00:00"}),
        (OutlineChange, {"window.begins_at": [""], "services": [], "plan": [""],
                         "_none": ["window", "services", "plan"]}, {"window": None, "services": [], "plan": ""}),
    ],
)  # fmt: skip
def test_a_form_says_of_a_command_what_it_would_over_http(
    kind: Any, form: dict[str, list[str]], content: dict[str, Any]
) -> None:
    assert content_of(form, kind, MOSCOW) == content


GRID = {
    "definition.lifecycle.transitions.7._kept": ["", "true"],
    "definition.lifecycle.transitions.7.leaves": ["a"],
    "definition.lifecycle.transitions.2._kept": [""],
    "definition.lifecycle.transitions.2.leaves": ["b"],
    "definition.matrix.rows.0": ["high", "low"],
    "led.new": ["a"],
    "_version": ["3"],
}


def test_an_element_whose_tick_is_off_is_not_said_and_a_refusal_finds_the_field_by_its_number_in_the_form() -> None:
    assert content_of(GRID, ReviseTicketType, MOSCOW) == {
        "definition": {"lifecycle": {"transitions": [{"leaves": "a"}]}, "matrix": {"rows": [["high", "low"]]}},
        "led": {"new": "a"},
    }
    for field, typed in (
        ("definition.lifecycle.transitions[0].leaves", "definition.lifecycle.transitions.7.leaves"),
        ("definition.lifecycle.transitions[1]", "definition.lifecycle.transitions.1"),
        ("led", "led"),
        ("", ""),
    ):
        assert as_typed(GRID, field) == typed


def test_what_a_page_carries_along_without_showing_it_is_the_same_when_it_comes_back() -> None:
    told = {"a": {"b": [True, False]}, "rows": [["x", "y"], ["z"]], "no": None, "n": 3, "empty": []}
    assert fields_of("it", told) == [
        *(("it.a.b", "true"), ("it.a.b", "false")),
        *(("it.rows.0", "x"), ("it.rows.0", "y"), ("it.rows.1", "z")),
        ("it.n", "3"),
    ]
