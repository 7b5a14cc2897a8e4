"""What the naming rules say of titles. They live above the records, and are asked by name."""

from collections.abc import Sequence

from django.conf import settings
from django.utils.module_loading import import_string

from muniment.holdings.records.types import Judged, Titled, TitleJudge


def judge_titles(titles: Sequence[Titled]) -> list[Judged]:
    """The answers of the naming room, named in MUNIMENT_TITLE_JUDGE."""
    judge: TitleJudge = import_string(settings.MUNIMENT_TITLE_JUDGE)
    return judge(titles)
