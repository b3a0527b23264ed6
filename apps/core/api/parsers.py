"""The JSON parser: a body that cannot be read is the client's error, never a 500."""

import json
from collections.abc import Mapping
from typing import IO, Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class SafeJSONParser(JSONParser):
    """DRF's parser, which also refuses what JSON cannot hold or nobody could answer.

    That is nesting deeper than the interpreter can follow, numbers beyond every float (1e999),
    and halves of surrogate pairs, which no answer that repeats them could be encoded with.
    """

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Return the parsed JSON; raise ParseError for whatever is not JSON."""
        try:
            data = super().parse(stream, media_type, parser_context)
            json.dumps(data, ensure_ascii=False, allow_nan=False).encode()
        except RecursionError as error:
            raise ParseError("JSON is nested too deeply") from error
        except ValueError as error:  # UnicodeEncodeError is one
            raise ParseError("JSON holds a value that is none") from error
        return data
