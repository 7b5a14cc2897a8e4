"""What the API says of itself: beside each operation's own answer, how every refusal looks."""

from typing import Any

from ninja import NinjaAPI

from muniment.api.problems import MEDIA_TYPE

_TEXT = {"type": "string"}
_REASON = {
    "type": "object",
    "description": "One reason; `field` is the part of the request that it is about, if any.",
    "required": ["code", "message", "field"],
    "properties": {"code": _TEXT, "message": _TEXT, "field": _TEXT},
}
_PROBLEM = {
    "type": "object",
    "description": "A refusal with every reason (RFC 9457).",
    "required": ["type", "title", "status", "detail", "reasons"],
    "properties": {
        **{"type": _TEXT, "title": _TEXT, "status": {"type": "integer"}, "detail": _TEXT},
        "reasons": {"type": "array", "items": {"$ref": "#/components/schemas/Reason"}},
    },
}
_REFUSALS = {
    "4XX": "The request is refused; the reasons say why.",
    "5XX": "It cannot be carried out now: the database is busy, or the disk is full.",
}


class Described(NinjaAPI):
    """An API whose description knows refusals as well."""

    def get_openapi_schema(self, **given: Any) -> Any:
        """The description: OpenAPI 3.1."""
        found = super().get_openapi_schema(**given)
        found["components"]["schemas"] |= {"Problem": _PROBLEM, "Reason": _REASON}
        content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        for methods in found["paths"].values():
            for one in methods.values():
                for status, words in _REFUSALS.items():
                    one["responses"][status] = {"description": words, "content": content}
        return found
