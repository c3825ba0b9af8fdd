"""The script that Streamlit runs: the four pages and how to get from one to another."""

import streamlit as st
from PIL import Image

from nacre.web import compare
from nacre.web.model import page as data
from nacre.web.predict import page as predict
from nacre.web.screen import page as screen
from nacre.web.shared.cell_field import begin_cells, end_cells, keep_cells, named_cells
from nacre.web.shared.frame import frame


def predict_alias() -> None:
    """The first page under a name of its own as well."""
    predict.page()


# An icon by name would be fetched from the network.
st.set_page_config(page_title="nacre", page_icon=Image.new("RGB", (32, 32), "#0b6e99"), layout="wide")
pages = [
    st.Page(predict.page, title="Predict", icon=":material/labs:", default=True),
    st.Page(compare.page, title="Compare", icon=":material/compare_arrows:", url_path="compare"),
    st.Page(screen.page, title="Screen", icon=":material/filter_alt:", url_path="screen"),
    st.Page(data.page, title="Data and model", icon=":material/database:", url_path="data"),
]
alias = st.Page(predict_alias, title="Predict", url_path="predict", visibility="hidden")
chosen = st.navigation([*pages, alias], position="hidden")
frame()
# Links of our own: they carry the cells along, and a narrow screen shows them all.
links = st.container(horizontal=True, gap="small", key="nacre_links")
begin_cells(chosen.url_path)
if chosen.url_path in ("screen", "data"):
    keep_cells()
chosen.run()
for one in pages:
    links.page_link(one, query_params=named_cells())
end_cells()
