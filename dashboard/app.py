"""Navigation only."""

from __future__ import annotations

import streamlit as st

from dashboard import address, session, text
from dashboard.parts import account, frame
from dashboard.screens import (
    accounts,
    awards,
    criterion,
    hand_in,
    help_page,
    leaderboard,
    lights,
    office,
    places,
    programme,
    progress,
    receipt,
    result_tables,
    scoring,
    unit,
    wall,
    why,
)

st.set_page_config(layout="wide", initial_sidebar_state="collapsed")
page = st.navigation(
    [
        st.Page(leaderboard.home, title=text.APP_NAME, default=True),
        st.Page(leaderboard.show, title=text.TITLE_LEADERBOARD, url_path=address.LEADERBOARD),
        st.Page(unit.show, title=text.TITLE_UNIT, url_path=address.UNIT_PAGE),
        st.Page(lights.show, title=text.TITLE_LIGHTS, url_path=address.LIGHTS),
        st.Page(criterion.show, title=text.TITLE_CRITERION, url_path=address.CRITERION_PAGE),
        st.Page(why.show, title=text.TITLE_WHY, url_path=address.WHY),
        st.Page(hand_in.show, title=text.TITLE_HAND_IN, url_path=address.HAND_IN),
        st.Page(programme.show, title=text.TITLE_PROGRAMME, url_path=address.PROGRAMME_PAGE),
        st.Page(progress.show, title=text.TITLE_PROGRESS, url_path=address.PROGRESS),
        st.Page(awards.show, title=text.TITLE_AWARDS, url_path=address.AWARDS),
        st.Page(places.show, title=text.TITLE_MAP, url_path=address.MAP),
        st.Page(scoring.show, title=text.TITLE_SCORING, url_path=address.SCORING),
        st.Page(help_page.show, title=text.TITLE_HELP, url_path=address.HELP),
        st.Page(receipt.show, title=text.TITLE_RECEIPT, url_path=address.RECEIPT),
        st.Page(
            result_tables.show,
            title=text.TITLE_RESULT_TABLES,
            url_path=address.RESULT_TABLES,
        ),
        st.Page(accounts.show, title=text.TITLE_ACCOUNTS, url_path=address.ACCOUNTS),
        st.Page(wall.show, title=text.TITLE_WALL, url_path=address.WALL),
        st.Page(office.sign_in, title=text.SIGN_IN, url_path=address.SIGN_IN_OFFICE),
        st.Page(office.sign_out, title=text.SIGN_OUT, url_path=address.SIGN_OUT_OFFICE),
    ],
    position="hidden",
)
here = page.url_path or address.LEADERBOARD
if page.url_path != address.WALL:
    frame.head(here)
if session.is_required() and session.actor() is None and here not in address.OPEN_PATHS:
    frame.block(account.ask(here, "Đăng nhập để xem", text.ONLY_SIGNED_IN))
else:
    page.run()
