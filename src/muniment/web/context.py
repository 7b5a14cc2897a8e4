"""What every page is given."""

from django.http import HttpRequest  # noqa: TID251


def service(request: HttpRequest) -> dict[str, object]:
    """The names that every template may use."""
    return {}
