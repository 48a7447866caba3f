"""Soon."""


def show() -> None:
    """Draw."""
