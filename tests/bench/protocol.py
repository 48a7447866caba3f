"""The framework's own protocol, as far as a page without a browser speaks it."""

from __future__ import annotations

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg

_OPEN_S = 60


async def joined(port: int, token: str | None = None) -> websockets.ClientConnection:
    """Join a server as a new page; signed in when there is a session's token."""
    return await websockets.connect(
        f"ws://127.0.0.1:{port}/_stcore/stream", subprotocols=["streamlit"],
        additional_headers={"Cookie": f"td_phien={token}"} if token else {},
        max_size=None, ping_interval=None, compression=None, open_timeout=_OPEN_S,
    )  # fmt: skip


def run(page: str, query: str, fragment: str = "", button: str = "") -> bytes:
    """Return the message that runs a page, or only a fragment of it; a button may be pressed."""
    message = BackMsg()
    message.rerun_script.query_string = query
    message.rerun_script.page_name = page
    message.rerun_script.fragment_id = fragment
    if button:
        message.rerun_script.widget_states.widgets.add(id=button, trigger_value=True)
    return message.SerializeToString()
