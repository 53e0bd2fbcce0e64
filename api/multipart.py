"""Bodies of files, as the OpenAPI document describes them."""

from typing import Any

from api.limits import UPLOAD_FILES


def _body(most: int) -> dict[str, Any]:
    files = {"type": "array", "items": {"type": "string", "format": "binary"}, "maxItems": most}
    schema = {"type": "object", "required": ["files"], "properties": {"files": files}}
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}}


FILES_BODY = _body(UPLOAD_FILES)
FILE_BODY = _body(1)
