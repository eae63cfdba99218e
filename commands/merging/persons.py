"""Merge two cards that turn out to be one person; what hangs on streams of people follows in the same append."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from aggregates import agreement_kinds, person_merge, person_units
from aggregates.agreement import Agreement, NoSuchAgreement
from aggregates.person import NoSuchPerson, Person, refuse_bad_groups
from commands.able import is_able, refuse_who_cannot_work
from commands.belonging import places
from commands.command import Command, UnitOfWork, handles
from commands.fields import Body
from commands.org_tree import path
from commands.org_unit.heads import hand_heads_on
from commands.person.access import refuse_raising
from commands.person.names import exchange_login, hand_login_on, hand_on
from commands.person.stronger import refuse_stronger
from events.fact import Fact
from events.holding import AgreementGranted, AgreementWithdrawn, held
from events.values.further_unit import FurtherUnit
from events.values.identity import PersonId, holdings
from events.values.refusal import Refusal


class MergePerson(Command, frozen=True, kw_only=True):
    """Say that a person is another one, who is kept: all that is theirs becomes that person's.

    Addresses, phones, rights and agreements at once; tickets, tasks, teams and drafts within seconds. The merged card
    has no access any more and is changed no more; its history stays.
    """

    name: ClassVar[str] = "merge-person"

    person_id: PersonId
    into_id: PersonId
    reason: Body = ""


@handles(MergePerson)
def merge_person(command: MergePerson, work: UnitOfWork) -> UUID:
    """Whoever is kept has access; nobody is raised by it above whoever merges them."""
    merged = work.load(command.person_id, Person.fold, NoSuchPerson)
    kept = work.load(command.into_id, Person.fold, NoSuchPerson(field="into_id"))
    person_merge.refuse(merged, kept)
    if merged.person_id == work.viewer.actor.id:
        raise person_merge.OneKeepsOneself(person=merged.name.full)
    refuse_stronger(work.viewer, merged)
    refuse_stronger(work.viewer, kept)
    refuse_who_cannot_work(work, kept, "into_id")
    groups, licence = person_merge.rights_of_both(merged, kept, follow=is_able(work, merged))
    refuse_raising(work.viewer, kept.groups, groups)
    refuse_bad_groups(kept.kind, groups, licence)
    hand_heads_on(work, merged, kept)
    belongs = person_units.taken_over(kept, _belonged(work, merged, kept), work.at)
    work.record(merged.person_id, person_merge.end(merged, kept, reason=command.reason.strip(), at=work.at))
    work.record(kept.person_id, [*person_merge.take_in(merged, kept, groups, licence), *belongs])
    for earlier, facts in person_merge.go_on(merged, kept, at=work.at):
        work.record(earlier, facts)
    _hand_names_on(work, merged, kept)
    _hand_agreements_on(work, merged, kept)
    return merged.person_id


def _belonged(work: UnitOfWork, merged: Person, kept: Person) -> list[FurtherUnit]:
    """Where the merged one belonged: also by their main unit, where that is of a company that the kept one is not of.

    Of somebody without access nothing follows.
    """
    if not is_able(work, merged):
        return []
    own = {place[-1].unit_id for place in places(work, kept)}
    main = [] if merged.unit_id is None else path(work, merged.unit_id)
    is_of_another = bool(main) and main[-1].unit_id not in own and main[0].kind != "department"
    return [*([FurtherUnit(unit_id=main[0].unit_id)] if is_of_another else []), *merged.further]


def _hand_names_on(work: UnitOfWork, merged: Person, kept: Person) -> None:
    """Mail from the merged one's addresses, and whoever signs in with one, finds the kept one from this append on."""
    for email in merged.emails:
        hand_on(work, "email", email, merged.person_id, kept.person_id)
    if not merged.login:
        return
    if kept.login:
        exchange_login(work, merged.login, "", merged.person_id)
    else:
        hand_login_on(work, merged.login, merged.person_id, kept.person_id)


def _hand_agreements_on(work: UnitOfWork, merged: Person, kept: Person) -> None:
    """What was granted to the merged one by name is granted to the kept one, where its kind may serve them."""
    from_stream, to_stream = holdings(merged.person_id), holdings(kept.person_id)
    standing = held(work.history(to_stream))
    for agreement_id in held(work.history(from_stream)):
        found = work.load(agreement_id, Agreement.fold, NoSuchAgreement)
        fits = _fits(found, kept)
        others = tuple(one for one in found.persons if one != merged.person_id)
        persons = (*others, kept.person_id) if fits else others
        work.record(agreement_id, found.name_recipients(found.units, persons, distributes=found.distributes))
        gone: Fact = AgreementWithdrawn(recipient_id=merged.person_id, agreement_id=agreement_id)
        work.record(from_stream, [gone])
        if fits and agreement_id not in standing:
            work.record(to_stream, [AgreementGranted(recipient_id=kept.person_id, agreement_id=agreement_id)])


def _fits(found: Agreement, kept: Person) -> bool:
    try:
        agreement_kinds.refuse_person(found.kind, kept.kind, kept.name.full, "into_id")
    except Refusal:
        return False
    return True
