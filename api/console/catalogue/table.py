"""Pages of the catalogue and its agreements."""

from __future__ import annotations

from api.console.catalogue import agreements, rules, services
from api.console.shown import Shown

PAGES: tuple[Shown, ...] = (
    Shown("/company/services", services.services),
    Shown("/company/services/{ref}", services.service),
    Shown("/company/agreements", agreements.agreements),
    Shown("/company/agreements/{ref}", agreements.agreement),
    Shown("/company/agreements/{ref}/rules", rules.rules),
    Shown("/company/agreements/{ref}/history", agreements.told),
    Shown("/company/agreements/{ref}/preview", rules.preview, "POST"),
)
