"""Pure decisions about sources: what may be configured, reached and taken."""

from muniment.holdings.mailboxes.rules.addressing import (
    HEAD_BYTES,
    Sender,
    address_of,
    is_let_in,
    place_meant,
    sender_of,
)
from muniment.holdings.mailboxes.rules.describing import (
    reasons_not_to_describe,
    reasons_not_to_keep_secret,
    source_address,
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
    "digest_of",
    "is_let_in",
    "is_on_its_way",
    "item_path",
    "networks",
    "of_content",
    "place_meant",
    "reasons_not_to_describe",
    "reasons_not_to_keep_secret",
    "sender_of",
    "source_address",
    "why_not_reached",
]
