"""A field for one file, which never shows what a former file held beside a file that was refused."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

#: A browser refuses what is too large, or of another type, before anything is sent: Streamlit says so beside the field
#: but goes on with the former file. That one is taken away here, and its result with it.
_FORGET = """<script>
  if (!window.nacreForgets) {
    window.nacreForgets = true;
    const chips = field => [...field.querySelectorAll("[data-testid=stFileChip]")];
    const refused = chip => chip.querySelector("[data-testid=stFileChipIconError]") && !chip.dataset.nacreOld;
    const remove = chip => chip.querySelector("[data-testid=stFileChipDeleteBtn] button, button")?.click();
    const forget = field => {
      const shown = chips(field);
      if (shown.some(refused)) shown.filter(chip => !refused(chip)).forEach(remove);
    };
    // A further file is chosen: what was refused before it goes first, so that what is refused from now on is this one.
    const choose = event => {
      const field = event.target.closest?.("[class*=st-key-one_file]");
      if (!field) return;
      chips(field).filter(refused).forEach(chip => { chip.dataset.nacreOld = "1"; remove(chip); });
      if (field.nacreWatched) return;
      field.nacreWatched = new MutationObserver(() => forget(field));
      field.nacreWatched.observe(field, { childList: true, subtree: true });
    };
    for (const kind of ["change", "drop"]) document.addEventListener(kind, choose, true);
  }
</script>"""


def one_file(label: str, types: Sequence[str], most_mb: float, *, help_: str | None = None) -> UploadedFile | None:
    """Show a field for a file; the file, or None where there is none or it was refused.

    Parameters
    ----------
    label : str
    types : sequence of str
        Endings without their dot.
    most_mb : float
        Largest file (MB) that is taken.
    help_ : str, optional
    """
    upload = st.file_uploader(
        label, type=list(types), max_upload_size=int(most_mb), key=f"one_file_{types[0]}", help=help_
    )
    st.html(_FORGET, unsafe_allow_javascript=True)
    return upload
