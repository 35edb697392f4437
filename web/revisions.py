"""Saves that don't overwrite each other: `ETag` tells the revision, `If-Match` names the one that was seen."""

import re

from web.call import Call
from web.problems import invalid

REVISION = re.compile(r'(?:W/)?"(\d{1,12})"')


def tag_of(revision: int) -> str:
    return f'"{revision}"'


def read_revision(call: Call) -> int | None:
    """The revision that the caller has seen; None when it doesn't mind (`*`, or no header)."""
    header = call.request.headers.get("if-match", "*").strip()
    if header == "*":
        return None
    match = REVISION.fullmatch(header)
    if match is None:
        sentence = {"vi": 'Cần dạng "3" như trong ETag.', "en": 'Use the form "3", as in the ETag.'}[call.lang]
        raise invalid({"If-Match": sentence})
    return int(match[1])
