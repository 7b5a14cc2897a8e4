"""Pure decisions about fields: what can be defined, what is asked for where, what is a value."""

from muniment.holdings.metadata.rules.deciding import (
    field_name,
    in_force,
    reasons_missing,
    reasons_not_to_ask,
    reasons_not_to_change,
    reasons_not_to_define,
    reasons_not_to_label,
)
from muniment.holdings.metadata.rules.importing import as_rows, read_fields, read_terms
from muniment.holdings.metadata.rules.patterns import BadPattern, read_pattern
from muniment.holdings.metadata.rules.proposing import FACTS, origin_in_words, texts_proposed
from muniment.holdings.metadata.rules.values import (
    in_words,
    named_in,
    number_of,
    read_all,
    read_value,
    typed_of,
)

__all__ = [
    "FACTS",
    "BadPattern",
    "as_rows",
    "field_name",
    "in_force",
    "in_words",
    "named_in",
    "number_of",
    "origin_in_words",
    "read_all",
    "read_fields",
    "read_pattern",
    "read_terms",
    "read_value",
    "reasons_missing",
    "reasons_not_to_ask",
    "reasons_not_to_change",
    "reasons_not_to_define",
    "reasons_not_to_label",
    "texts_proposed",
    "typed_of",
]
