"""Types as short texts: those of an OpenAPI document, and those of Python, to be compared."""

from collections.abc import Mapping
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints, is_typeddict

_SIMPLE: Mapping[object, str] = {str: "str", int: "int", float: "float", bool: "bool", NoneType: "None", object: "any"}
_MOST_NAMED = 8
_JSON = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}


class Schemas:
    """The schemas of an OpenAPI document."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._named = document["components"]["schemas"]

    def fields(self, schema: Mapping[str, Any]) -> dict[str, str]:
        """Return the fields of an object's schema."""
        found = self._whole(schema)
        return {name: self.shape(each) for name, each in found["properties"].items()}

    def within(self, schema: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """Return the schemas of the objects that the fields of an object hold, each of them named."""
        found: list[Mapping[str, Any]] = []
        for each in self._whole(schema)["properties"].values():
            found += [one for one in _references(each) if "properties" in self._whole(one)]
        return found

    def shape(self, schema: Mapping[str, Any]) -> str:
        """Return a type as a short text; objects are named by their fields."""
        whole = self._whole(schema)
        if "anyOf" in whole:
            return _union(self.shape(each) for each in whole["anyOf"])
        if "const" in whole or "enum" in whole:
            return _literal(whole.get("enum") or [whole["const"]])
        if "properties" in whole:
            return "{" + ",".join(sorted(whole["properties"])) + "}"
        kind = whole.get("type")
        if kind == "array":
            return f"[{self.shape(whole.get('items', {}))}]"
        if kind == "object":
            values = whole.get("additionalProperties")
            return f"{{*:{self.shape(values) if isinstance(values, Mapping) else 'any'}}}"
        return _JSON[kind] if kind else "any"

    def _whole(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        named = schema.get("$ref", "").rpartition("/")[2]
        found: Mapping[str, Any] = self._named[named] if named else schema
        return found


def fields_of(shape: Any) -> dict[str, str]:
    """Return the fields of a TypedDict."""
    return {name: shape_of(each) for name, each in get_type_hints(shape).items()}


def shape_of(hint: Any) -> str:
    """Return a type as a short text; TypedDicts are named by their fields."""
    if is_typeddict(hint):
        return "{" + ",".join(sorted(get_type_hints(hint))) + "}"
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return _union(shape_of(each) for each in arguments)
    if origin is Literal:
        return _literal(list(arguments))
    if origin is list:
        return f"[{shape_of(arguments[0])}]"
    if origin is dict:
        return f"{{*:{shape_of(arguments[1])}}}"
    return _SIMPLE[hint]


def typed_dicts_in(hint: Any) -> list[Any]:
    """Return the TypedDicts that a type is made of, those within them left out."""
    if is_typeddict(hint):
        return [hint]
    return [found for each in get_args(hint) for found in typed_dicts_in(each)]


def _references(schema: Any) -> list[Mapping[str, Any]]:
    if isinstance(schema, Mapping):
        if "$ref" in schema:
            return [schema]
        return [found for each in schema.values() for found in _references(each)]
    return [found for each in schema for found in _references(each)] if isinstance(schema, list) else []


def _union(shapes: Any) -> str:
    return "|".join(sorted(set(shapes)))


def _literal(values: list[Any]) -> str:
    """Return a closed vocabulary; a long one grows, and is text to a client."""
    return "/".join(sorted(map(str, values))) if len(values) <= _MOST_NAMED else "str"
