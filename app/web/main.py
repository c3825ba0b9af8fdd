"""The script that Streamlit runs: the four pages and how to get from one to another."""

import streamlit as st
from PIL import Image

from nacre.web import compare
from nacre.web.model import page as data
from nacre.web.predict import page as predict
from nacre.web.screen import page as screen

# An icon by name would be fetched from the network.
st.set_page_config(page_title="nacre", page_icon=Image.new("RGB", (32, 32), "#0b6e99"), layout="wide")
st.navigation(
    [
        st.Page(predict.page, title="Predict", icon=":material/labs:", url_path="predict", default=True),
        st.Page(compare.page, title="Compare", icon=":material/compare_arrows:", url_path="compare"),
        st.Page(screen.page, title="Screen", icon=":material/filter_alt:", url_path="screen"),
        st.Page(data.page, title="Data and model", icon=":material/database:", url_path="data"),
    ],
    position="top",
).run()
