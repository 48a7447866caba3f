"""Who may see a wall: whoever the address brings a valid token, or anyone where none is asked."""

from __future__ import annotations

import os
from collections.abc import Callable

from dashboard import address, cache, session
from dashboard.html import Html
from dashboard.parts import wall_frame
from schemas.wall import TOKEN_REQUIRED
from warehouse import wall_tokens

_ASK = "Xin người quản trị một địa chỉ màn hình có mã còn hiệu lực."


def refusal(is_signed_in: Callable[[], bool]) -> Html | None:
    """Return what stands in the wall's place without a valid token; None where it may be seen.

    A token that is not valid is refused even where none is asked: revoking it turns its screen off.
    """
    token = address.read(address.TOKEN)
    if token is None:
        is_closed = session.is_required() and not is_signed_in()
        if os.environ.get(TOKEN_REQUIRED) != "1" and not is_closed:
            return None
        return wall_frame.refused("Màn hình này cần mã để mở.", _ASK)
    if cache.read(wall_tokens.is_valid, token):
        return None
    return wall_frame.refused("Mã của màn hình này không có hoặc đã bị thu hồi.", _ASK)
