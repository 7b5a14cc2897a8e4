"""Every address of the pages, read from the resolver."""

from django.urls import URLPattern, URLResolver, get_resolver


def routes(patterns=None, prefix=""):
    """Each route below `patterns` (the whole site if None), with its address, but for the API."""
    for one in patterns if patterns is not None else get_resolver().url_patterns:
        address = prefix + str(one.pattern)
        if address.startswith("api/"):
            continue
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, address)
        elif isinstance(one, URLPattern):
            yield address, one


def undeclared(patterns=None):
    """The addresses of routes that do not say who may reach them."""
    return [address for address, one in routes(patterns) if not hasattr(one.callback, "needs")]
