"""The work that comes round in every body, whenever it was made."""

from datetime import datetime

DAY = 24 * 3600
# Kind of job and how often it is due, in seconds; 0 stands for MUNIMENT_CHECKPOINT_SECONDS.
STANDING_WORK = (
    ("audit.checkpoint", 0),
    ("jobs.tidy", DAY),
    ("content.fixity", DAY),
    ("content.copy", 300),
    ("content.collect", DAY),
    ("content.languages", 300),  # texts that were read before languages were told
    ("capture.scan", 60),  # it looks whether anything waits for the malware scanner
    ("advice.learn", 600),
    ("advice.sort", 600),
    ("backup.take", 30),  # it looks whether one is due
    ("notices.pending", DAY),
    ("disposal.announce", DAY),
    ("disposal.end_holds", 3600),
    ("disposal.make_lists", 3600),  # once a day, in the first hour of it
    ("disposal.remind", 3600),
    ("disposal.pending", 600),
    ("disposal.erase", 600),
    ("disposal.routine", 3600),
    ("retention.ask_for_reviews", DAY),
    ("transfer.remind", DAY),
    ("disposal.watch_clock", 3600),
    ("disposal.count_backlog", DAY),
    ("naming.count", DAY),
    ("duplicates.count", DAY),
    ("holds.keep_up", 600),
    ("mailboxes.due", 60),
    ("directory.remind", 3600),
    ("directory.count", DAY),
    ("inbox.warn", DAY),
    ("channels.remind", DAY),
    ("library.warn", DAY),
    ("assets.remind", 3600),
    ("policies.remind", 3600),
    ("indicators.measure", 24 * 3600),
    ("risks.remind", 3600),
    ("incidents.clock", 300),  # hours of breaches: a warning comes within minutes
    ("incidents.remind", 3600),
    ("plans.remind", 3600),
    ("search.alert", 3600),
    ("search.forget", DAY),
    ("search.in_vain", DAY),  # each is told once of each week
    ("search.tidy", 3600),
)


def schedule_standing_work(run_as: str, now: datetime) -> None:
    """Have it all done in its turn, in the name of this person."""
    for kind, seconds in STANDING_WORK:
        _schedule(kind, seconds, run_as, now)


def schedule_what_is_new(now: datetime) -> None:
    """What came with a newer version, in a body that was made before: in the name of whoever runs
    the work that is there. What somebody has paused or changed stays as it is."""
    from muniment.foundation.jobs import queries

    known = {one.name: one.run_as for one in queries.schedules()}
    if not known:
        return  # the body is being made
    run_as = known.get(STANDING_WORK[0][0]) or next(iter(known.values()))
    for kind, seconds in STANDING_WORK:
        if kind not in known:
            _schedule(kind, seconds, run_as, now)


def _schedule(kind: str, seconds: int, run_as: str, now: datetime) -> None:
    from django.conf import settings

    from muniment.foundation.jobs.actions import ensure_schedule

    every = seconds or settings.MUNIMENT_CHECKPOINT_SECONDS
    ensure_schedule(kind, kind, every_seconds=every, run_as=run_as, now=now)
