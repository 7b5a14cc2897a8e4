"""Pure decisions about sources: what may be configured, reached and taken."""

from muniment.holdings.mailboxes.rules.addressing import (
    HEAD_BYTES,
    Sender,
    address_of,
    is_let_in,
    place_meant,
    sender_of,
)
from muniment.holdings.mailboxes.rules.buckets import (
    below,
    endpoint_of,
    endpoint_parts,
    is_of_source,
    moved_to,
    region_of,
    relative_of,
    version_of,
)
from muniment.holdings.mailboxes.rules.describing import (
    reasons_not_to_describe,
    reasons_not_to_keep_secret,
    source_address,
    usual_port,
)
from muniment.holdings.mailboxes.rules.reaching import networks, why_not_reached
from muniment.holdings.mailboxes.rules.sameness import (
    digest_of,
    is_on_its_way,
    item_path,
    of_content,
)

__all__ = [
    "HEAD_BYTES",
    "Sender",
    "address_of",
    "below",
    "digest_of",
    "endpoint_of",
    "endpoint_parts",
    "is_let_in",
    "is_of_source",
    "is_on_its_way",
    "item_path",
    "moved_to",
    "networks",
    "of_content",
    "place_meant",
    "reasons_not_to_describe",
    "reasons_not_to_keep_secret",
    "region_of",
    "relative_of",
    "sender_of",
    "source_address",
    "usual_port",
    "version_of",
    "why_not_reached",
]
