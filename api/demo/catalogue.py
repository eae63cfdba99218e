"""What can be asked of the demo's desk: the services of the guide with some below them; set up by ``api.demo.load``."""

from __future__ import annotations

from typing import Literal

import msgspec

from api.demo.access_type import ACCESS
from api.demo.company import TEAMS, TeamKey
from commands.command import Command
from commands.fields import Named
from commands.service import AddService
from commands.service_questions import SetServiceQuestions
from events.values.identity import ServiceId, named
from events.values.people import Responsible
from events.values.service_form import ServiceForm, ServiceQuestion
from events.values.text import Text
from events.values.ticket import TYPES

ServiceKey = Literal[
    "internet", "vpn", "wifi", "mail", "printers", "telephony", "workplace", "accounting", "erp", "bank"
]


class Offer(msgspec.Struct, frozen=True):
    """A service as it is offered: what it is called, what it is, who answers, below what it stands."""

    ru: str
    en: str
    description_ru: str
    description_en: str
    team: TeamKey
    above: ServiceKey | None = None
    classification: str = "business"
    grants_access: bool = False


OFFERS: dict[ServiceKey, Offer] = {
    "internet": Offer(
        "Интернет",
        "Internet",
        "Доступ в интернет из офисов и магазинов.",
        "Internet access from offices and shops.",
        "network",
        classification="infrastructure",
    ),
    "vpn": Offer(
        "Удалённый доступ (VPN)",
        "Remote access (VPN)",
        "Работа из дома и в поездках.",
        "Working from home and on the way.",
        "network",
        "internet",
        classification="infrastructure",
        grants_access=True,
    ),
    "wifi": Offer(
        "Гостевой Wi-Fi",
        "Guest Wi-Fi",
        "Сеть для гостей и мероприятий.",
        "A network for guests and events.",
        "network",
        "internet",
        classification="infrastructure",
    ),
    "mail": Offer(
        "Корпоративная почта",
        "Corporate mail",
        "Почтовые ящики, рассылки, календари.",
        "Mailboxes, distribution lists, calendars.",
        "second",
        grants_access=True,
    ),
    "printers": Offer(
        "Принтеры",
        "Printers",
        "Печать, сканирование, расходные материалы.",
        "Printing, scanning, supplies.",
        "first",
        classification="infrastructure",
    ),
    "telephony": Offer(
        "Телефония",
        "Telephony",
        "Городская и внутренняя связь, гарнитуры.",
        "Calls in and out of house, headsets.",
        "network",
        classification="infrastructure",
    ),
    "workplace": Offer(
        "Рабочее место",
        "Workplace",
        "Компьютер, программы, учётная запись, вопросы.",
        "Computer, programs, account, questions.",
        "first",
        grants_access=True,
    ),
    "accounting": Offer(
        "Бухгалтерия",
        "Accounting",
        "Учётные системы и всё, что с ними связано.",
        "Accounting systems and all around them.",
        "accounting",
    ),
    "erp": Offer(
        "1С",
        "1C",
        "Документы, отчёты, права.",
        "Documents, reports, rights.",
        "accounting",
        "accounting",
        grants_access=True,
    ),
    "bank": Offer(
        "Банк-клиент",
        "Bank client",
        "Платежи и выписки.",
        "Payments and statements.",
        "accounting",
        "accounting",
        grants_access=True,
    ),
}
SERVICES: dict[ServiceKey, ServiceId] = {key: ServiceId(named("demo", f"service:{key}")) for key in OFFERS}


def service_commands() -> dict[str, Command]:
    """The catalogue from the top down; where access is granted, it can be asked for, and access from home asks more."""
    return {
        f"service:{key}": AddService(
            service_id=SERVICES[key],
            title=Named(ru=offer.ru, en=offer.en),
            description_ru=offer.description_ru,
            description_en=offer.description_en,
            classification=offer.classification,
            parent_id=None if offer.above is None else SERVICES[offer.above],
            types=(*TYPES, ACCESS) if offer.grants_access else tuple(TYPES),
            responsible=Responsible(TEAMS[offer.team]),
            place=(nth + 1) * 10,
        )
        for nth, (key, offer) in enumerate(OFFERS.items())
    } | {"questions:vpn": SetServiceQuestions(service_id=SERVICES["vpn"], form=_VPN_FORM)}


_VPN_FORM = ServiceForm(
    questions=(
        ServiceQuestion(
            code="folder",
            type=ACCESS,
            help=Text("Что должно открываться из дома", "What is to open from home"),
            placeholder=Text("1С, папка отдела", "ERP, the department's folder"),
        ),
        ServiceQuestion(code="role", type=ACCESS),
        ServiceQuestion(
            code="until",
            type=ACCESS,
            is_required=True,
            help=Text("Удалённый доступ даётся на срок", "Access from home is given for a time"),
        ),
    )
)
