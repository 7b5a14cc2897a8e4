"""The home page: what is mine to do today."""

from django.http import HttpResponseBase  # noqa: TID251

from muniment.web.door import Request, render


def home(request: Request) -> HttpResponseBase:
    """What is there to do, by role."""
    return render(request, "home.html", sections=[])
