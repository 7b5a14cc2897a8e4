"""Pure decisions about notices: what may be said, and when it is mailed."""

from datetime import datetime, time, timedelta

from muniment.foundation.kernel.clock import CIVIL
from muniment.foundation.notices.types import Mail

MORNING = time(7)
LONGEST_WORDS = 1000


def mailed_from(how: Mail, now: datetime) -> datetime | None:
    """When something that is said at `now` may be mailed: at once, from seven in the morning
    (civil time) that comes next, or never."""
    if how is Mail.NEVER:
        return None
    if how is Mail.AT_ONCE:
        return now
    here = now.astimezone(CIVIL)
    today = datetime.combine(here.date(), MORNING, CIVIL)
    tomorrow = datetime.combine(here.date() + timedelta(days=1), MORNING, CIVIL)
    return (today if here <= today else tomorrow).astimezone(now.tzinfo)


def letter(count: int, where: str) -> tuple[str, str]:
    """The subject and the text of an e-mail about `count` things that are new, to be looked at
    at the address `where`. Nothing of what they are about: mail is read by others on its way."""
    things = "1 thing" if count == 1 else f"{count:,} things"
    page = f"“Notices”:\n\n    {where}" if where else "“Notices”."
    text = (
        f"There {'is' if count == 1 else 'are'} {things} for you to look at. "
        f"Sign in to Muniment and open {page}\n\n"
        "What it is about is not said in an e-mail. You can choose there how often you are written"
        " to.\n"
    )
    return f"Muniment: {things} for you to look at", text
