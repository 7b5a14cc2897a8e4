"""All addresses, in one place: the pages, and the API under /api/v1/."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include("muniment.api.urls")),
    path("", include("muniment.web.urls")),
]

handler400 = "muniment.web.views.errors.bad_request"
handler403 = "muniment.web.views.errors.forbidden"
handler404 = "muniment.web.views.errors.not_found"
handler429 = "muniment.web.views.errors.too_many"
handler500 = "muniment.web.views.errors.broken"
