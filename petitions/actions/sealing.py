"""A registered matter turns out to be an accusation (Art. 30) and goes: alone only by who registered it, within ten
minutes; later by two, who corrects and the liaison."""

from functools import partial

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from petitions import notifications
from petitions.actions import envelopes, visits
from petitions.models import Petition, Petitioner, SealingProposal, Trace
from plaza.core import audit, bell, masking
from plaza.core.errors import NotPossible
from plaza.core.models import Reveal, Submission
from plaza.core.signals import moved
from plaza.core.workflow import create, demand, edit

# What any matter changes that becomes a confidential guided one.
FIELDS = ["answer", "confidential", "outcome", "promise_on"]


def seal(petition, *, by, at, envelope: str, organ: str, alone: bool, decision: str = "") -> Petition:
    """Erase text, history, person and digest; keep the envelope, with the recorded decision if there is one. `by`: who
    acts alone; None when two have decided, each by an entry of their own.

    The ledger follows in the same transaction, and may refuse."""
    with transaction.atomic():
        envelopes.keep(envelope, organ, on=timezone.localdate(petition.registered_at), decision=decision)
        person, visit = petition.petitioner, petition.visit
        changes = envelopes.blank()
        if visit.petitions.exclude(pk=petition.pk).exists():
            changes["visit"] = visits.apart(
                petition.event, desk=petition.desk, happened=petition.registered_at, at=petition.registered_at
            )
        SealingProposal.objects.filter(petition=petition).delete()
        # The audit says no more than of any correction: which fields were emptied would tell what it was.
        edit(petition, "correct", changes, by=by, at=at, facts={"fields": FIELDS})
        petition.corrections.all().delete()
        petition.later.update(earlier=None)
        Submission.objects.filter(kind="petition", object_id=petition.pk).update(digest="")
        for row in (petition, person):
            if row:
                Reveal.objects.filter(kind=row._meta.label_lower, object_id=row.pk).update(purpose="")
        if person and not person.petitions.exists():
            Petitioner.objects.filter(visit=visit, petitions=None).delete()
        Trace.objects.create()
        facts = {"alone": alone, "decision": bool(decision)}
        moved.send(sender=Petition, obj=petition, action="seal", by=by, at=at, facts=facts)
        transaction.on_commit(partial(bell.ring, "followup.tasks.wipe_traces"))
    return petition


def propose(petition, *, by, at, reason: str, envelope: str, organ: str) -> SealingProposal:
    """Say to the liaison that this matter is an accusation; until it is decided nothing is erased.

    Raises NotPossible, with the field, also when it has been proposed already."""
    row = SealingProposal(petition=petition, row_key=masking.row_key(), at=at, by=by)
    row.said_sealed = envelopes.seal(row, envelope=envelope, organ=organ, reason=reason)
    try:
        with transaction.atomic():
            create(row, "propose", by=by, at=at)
            notifications.sealing_proposed(row, at=at)
    except IntegrityError:
        raise NotPossible(_("It has been proposed already: the liaison decides."), field="nature") from None
    return row


def confirm(proposal, *, by, at, envelope: str, decision: str = "") -> Petition:
    """The liaison has the envelope in hand, and the matter goes. What has been answered or closed goes only by a
    recorded decision. Raises NotPossible, with the field."""
    demand(proposal, "confirm", by=by)
    if by.pk == proposal.by_id:
        raise NotPossible(_("Somebody else confirms what you have proposed."))
    said = envelopes.opened(proposal)
    if "".join(envelope.split()) != "".join(said["envelope"].split()):
        raise NotPossible(_("This is not the envelope that was proposed: compare the number."), field="envelope")
    petition = Petition.objects.select_related("petitioner", "visit", "event", "desk", "category").get(
        pk=proposal.petition_id
    )
    with transaction.atomic():
        audit.record(proposal, "confirm", by=by, at=at)
        _decide(proposal)
        kept = {name: said[name] for name in ("envelope", "organ")}
        return seal(petition, by=None, at=at, **kept, alone=False, decision=decision.strip())


def refuse(proposal, *, by, at) -> None:
    """The matter is no accusation, or nobody has its envelope: it stays as it is."""
    demand(proposal, "refuse", by=by)
    with transaction.atomic():
        audit.record(proposal, "refuse", by=by, at=at)
        notifications.sealing_refused(proposal, at=at)
        _decide(proposal)


def _decide(proposal) -> None:
    """A proposal is decided once. Raises NotPossible for the second."""
    rows = SealingProposal.objects.filter(pk=proposal.pk, version=proposal.version)
    if not rows.delete()[0]:
        raise NotPossible(_("It has been decided meanwhile."))
