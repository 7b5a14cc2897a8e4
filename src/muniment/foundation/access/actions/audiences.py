"""The register of audiences: who may see what is filed where."""

import hashlib
import json
import secrets
from collections.abc import Mapping

from muniment.foundation.access.models import Audience, AudienceRevision
from muniment.foundation.access.types import AudienceKey, Narrowing


def audience_for(scope: str, narrowing: Narrowing, resolved: AudienceKey) -> int:
    """The number of the audience of a class (`scope`) under a narrowing; written down the first
    time it is met, with what it comes to. Not a change to rights, so it has no audit event."""
    said = _narrowing_as_json(narrowing)
    key = hashlib.sha256(json.dumps([scope, said], sort_keys=True).encode()).hexdigest()
    row = Audience.objects.filter(key=key).only("pk").first()
    if row is None:
        fields = {"scope": scope, "narrowing": said, **_resolved_fields(resolved)}
        row, made = Audience.objects.get_or_create(key=key, defaults=fields)
        if made:
            _renumber()
    return int(row.pk)


def redefine_audiences(resolved: Mapping[int, AudienceKey]) -> int:
    """Set what audiences come to, after their class changed; how many are really different."""
    changed = 0
    for row in Audience.objects.filter(pk__in=list(resolved)):
        changed += _redefine(row, _resolved_fields(resolved[row.pk]))
    if changed:
        _renumber()
    return changed


def _redefine(row: Audience, fields: Mapping[str, object]) -> bool:
    if all(getattr(row, name) == value for name, value in fields.items()):
        return False
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=list(fields))
    return True


def _narrowing_as_json(narrowing: Narrowing) -> dict[str, object]:
    return {
        "open_to": None if narrowing.open_to is None else sorted(narrowing.open_to),
        "tier": narrowing.tier,
        "sensitive": narrowing.sensitive,
        "handling": None if narrowing.handling is None else sorted(narrowing.handling),
    }


def _resolved_fields(key: AudienceKey) -> dict[str, object]:
    return {
        "classes": list(key.place.classes),
        "units": list(key.place.units),
        "open_to": sorted(key.open_to),
        "tier": key.marking.tier.value,
        "sensitive": key.marking.sensitive,
        "handling": sorted(key.marking.handling),
    }


def _renumber() -> None:
    """Another number, which no answer was ever remembered under: one counted up would come again
    after a transaction that was undone, and bring back what it had shown to itself."""
    # The row's lock orders the changes, so that a number once seen never hides a later commit.
    number = secrets.randbits(62)
    if not AudienceRevision.objects.filter(pk=1).update(number=number):
        AudienceRevision.objects.get_or_create(pk=1, defaults={"number": number})
