"""Our own failures: told as ours, with a code, never as the user's mistake."""

from __future__ import annotations


class OwnFailure(Exception):
    """Something of ours broke; ``code`` is stable and ``message`` a Vietnamese sentence."""

    def __init__(self, code: str, message: str) -> None:
        """Keep the code and the sentence."""
        self.code = code
        self.message = message
        super().__init__(f"{code}: {message}")
