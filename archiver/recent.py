"""The conversations that were written last, as they lie in the archive: the next batch mostly goes on with them."""

from collections import OrderedDict
from collections.abc import Iterable

from config.clients import Document

WEIGHT_MAX = 100_000
"""Words, of all conversations together: some megabytes."""
WEIGHT_WITHOUT_WORDS = 100
OPENING = frozenset({"visitor", "form"})
"""What no later event changes, and no folding needs; nor does it need names and phone numbers."""


class Recent:
    """A memory that may be wrong: whoever writes what was folded from it guards the write with its `revision`."""

    def __init__(self) -> None:
        self._documents: OrderedDict[str, Document] = OrderedDict()
        self._weight = 0

    def find(self, sessions: Iterable[str]) -> dict[str, Document]:
        return {session: self._documents[session] for session in sessions if session in self._documents}

    def keep(self, document: Document) -> None:
        """The newest of all; those that were kept longest ago go when it gets too much."""
        self.drop([document["_id"]])
        kept = {name: document[name] for name in document.keys() - OPENING}
        self._documents[document["_id"]] = {**kept, "search": {"words": document["search"].get("words", [])}}
        self._weight += weigh(document)
        while self._weight > WEIGHT_MAX:
            self.drop([next(iter(self._documents))])

    def drop(self, sessions: Iterable[str]) -> None:
        for session in sessions:
            if document := self._documents.pop(session, None):
                self._weight -= weigh(document)


def weigh(document: Document) -> int:
    return WEIGHT_WITHOUT_WORDS + len(document["search"].get("words", ()))
