"""Ways to keep the catalogue and say whom agreements serve with what; part of ``api.rest.command_table``."""

from __future__ import annotations

from api.rest.command_route import PERSON, SERVICE, TEAM, UNIT, CommandRoute, new, of
from commands import agreement_scope as scope
from commands import service, service_questions
from events.values.text import Text

_SERVICES: tuple[CommandRoute, ...] = (
    new(
        "services",
        service.AddService,
        "Добавить услугу в каталог",
        "Add a service to the catalogue",
        {
            "title": {"ru": "Интернет", "en": "Internet"},
            "description_ru": "Проводной и беспроводной",
            "description_en": "By wire and without",
            "types": ["incident", "service_request"],
            "responsible": {"team_id": TEAM},
            "place": 10,
        },
    ),
    of(
        "services",
        "service_id",
        "describe",
        service.DescribeService,
        "Изменить название, описание или классификацию",
        "Change name, description or classification",
        {"title": {"ru": "Доступ в интернет", "en": "Internet access"}, "classification": "infrastructure"},
    ),
    of(
        "services",
        "service_id",
        "move",
        service.MoveService,
        "Перенести под другую услугу или на верхний уровень",
        "Move below another service, or to the top",
        {"parent_id": SERVICE},
    ),
    of("services", "service_id", "place", service.PlaceService, "Задать порядок", "Set its place", {"place": 20}),
    of(
        "services",
        "service_id",
        "types",
        service.AllowServiceTypes,
        "Разрешить типы заявок",
        "Allow types of tickets",
        {"types": ["incident"]},
    ),
    of(
        "services",
        "service_id",
        "responsible",
        service.NameServiceResponsible,
        "Назначить ответственного за услугу",
        "Name who answers for the service",
        {"responsible": {"team_id": TEAM, "person_id": PERSON}},
    ),
    of("services", "service_id", "archive", service.ArchiveService, "Убрать из каталога", "Archive a service", {}),
    of("services", "service_id", "restore", service.RestoreService, "Вернуть в каталог", "Restore a service", {}),
)

_SCOPES: tuple[CommandRoute, ...] = (
    of(
        "agreements",
        "agreement_id",
        "recipients",
        scope.NameRecipients,
        "Назвать получателей",
        "Name the recipients",
        {"units": [UNIT], "persons": [PERSON], "distributes": True},
    ),
    of(
        "agreements",
        "agreement_id",
        "services",
        scope.NameServices,
        "Назвать услуги соглашения",
        "Name the services",
        {"services": [SERVICE]},
    ),
    of(
        "agreements",
        "agreement_id",
        "provider",
        scope.NameProvider,
        "Назвать поставщика",
        "Name the provider",
        {"provider_id": UNIT},
    ),
    of(
        "agreements",
        "agreement_id",
        "kind",
        scope.CorrectAgreementKind,
        "Исправить вид соглашения",
        "Correct the kind",
        {"kind": "sla"},
    ),
    of(
        "agreements",
        "agreement_id",
        "validity",
        scope.SetValidity,
        "Задать срок действия",
        "Set the validity",
        {"valid_from_at": "2030-01-01T00:00:00+03:00", "valid_until_at": "2031-01-01T00:00:00+03:00"},
    ),
    of(
        "agreements",
        "agreement_id",
        "archive",
        scope.ArchiveAgreement,
        "Убрать соглашение в архив",
        "Archive an agreement",
        {"reason": "Договор закончился"},
    ),
    of(
        "agreements",
        "agreement_id",
        "restore",
        scope.RestoreAgreement,
        "Вернуть соглашение из архива",
        "Restore an agreement",
        {},
    ),
    CommandRoute(
        path="/desk/responsible",
        command=scope.NameDeskResponsible,
        summary=Text("Назначить ответственного службы", "Name who answers for the desk"),
        example={"responsible": {"team_id": TEAM}},
        tag="agreements",
    ),
)

SERVICE_ROUTES = (*_SERVICES, *_SCOPES)

FORM_ROUTES: tuple[CommandRoute, ...] = (
    of(
        "services",
        "service_id",
        "questions",
        service_questions.SetServiceQuestions,
        "Задать вопросы услуги (форму запроса)",
        "Set the service's questions (its request form)",
        {
            "form": {
                "questions": [
                    {
                        "code": "system",
                        "type": "access_request",
                        "is_required": True,
                        "help": {"ru": "Куда нужен доступ", "en": "What the access is to"},
                    },
                    {
                        "code": "until",
                        "type": "access_request",
                        "placeholder": {"ru": "2026-12-31", "en": "2026-12-31"},
                        "shown_when": {"op": "attribute", "code": "system", "values": ["erp"]},
                    },
                ]
            }
        },
    ),
)
