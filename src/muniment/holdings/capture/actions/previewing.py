"""The picture of a first page, made in the sandbox when somebody first asks for it."""

from datetime import datetime

from muniment.foundation.access.types import Profile
from muniment.foundation.content import actions as content
from muniment.foundation.content import queries as content_queries
from muniment.holdings.capture.actions.deriving import extractor
from muniment.holdings.records import queries as record_queries


def make_preview(
    actor: Profile, reference: str, *, ordinal: int = 1, now: datetime
) -> bytes | None:
    """The picture of a component's first page, made the first time it is asked for; None where
    there is none. Raises NotFound for what the actor cannot see, Quarantined and NotScanned for
    what the malware check keeps in: a picture made before that was set up is kept in as well."""
    record = record_queries.record_named(actor, reference)
    component = record_queries.digest_held(actor, record, ordinal)
    blob = component.blob
    known = content_queries.preview_of(component.sha256)
    if blob is None or (known and content_queries.why_withheld(component.sha256) is None):
        return known
    with content.opened(component.sha256, now=now) as stream:
        if known is not None:
            return known
        made = extractor().render_preview(
            stream, name=component.name, puid=blob.puid, mime=blob.mime
        )
    if made.png is not None:
        content.save_preview(component.sha256, made.png, now=now)
    return made.png
