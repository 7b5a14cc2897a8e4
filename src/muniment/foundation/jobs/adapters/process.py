"""Where a worker process begins. Nothing of Django may be imported before it is set up."""


def attend(until_idle: bool, max_seconds: float | None, lease_seconds: float | None) -> None:
    """The life of one worker process."""
    import django

    django.setup()
    from muniment.foundation.jobs.adapters.worker import work

    work(until_idle=until_idle, max_seconds=max_seconds, lease_seconds=lease_seconds)
