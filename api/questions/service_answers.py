"""What questions about services and agreements held are answered with."""

from __future__ import annotations

import msgspec

from projections.agreement.holdings import Holding
from projections.service.offers import Offer


class Catalogue(msgspec.Struct, frozen=True):
    """Services as a tree: children stand behind their parent, ``depth`` says how deep."""

    services: list[Offer]


class Holdings(msgspec.Struct, frozen=True):
    """Agreements that somebody holds, the base one first, then the nearest."""

    agreements: list[Holding]
