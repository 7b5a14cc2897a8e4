"""In which language a text is: py3langid, on its beginning."""

from functools import lru_cache
from typing import TYPE_CHECKING

from muniment.foundation.content import rules

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

# Those of these islands, and the ones most written to public bodies in (census of 2021, main
# languages). Fewer to choose from makes fewer mistakes.
LANGUAGES = (
    *("ar", "bn", "cy", "de", "en", "es", "fr", "ga", "gu", "it", "lt", "nl", "pa", "pl", "pt"),
    *("ro", "ru", "so", "tr", "uk", "ur", "zh"),
)


@lru_cache(maxsize=1)
def _model() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # with NumPy: when it is asked

    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    known = set(model.labels)
    model.set_languages([one for one in LANGUAGES if one in known])
    return model


def language_of(text: str) -> tuple[str, int | None]:
    """The language (ISO 639-1) and how sure that is, in per cent; blank where the text is too
    short to tell, or it is not sure enough."""
    sample = rules.language_sample(text)
    if not sample:
        return "", None
    language, likely = _model().classify(sample)
    return rules.language_judged(str(language), float(likely))
