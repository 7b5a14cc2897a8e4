"""All addresses, in one place: the pages, and the API under /api/v1/."""

urlpatterns: list = []
