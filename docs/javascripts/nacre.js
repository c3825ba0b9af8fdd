// What the theme leaves out for keyboards and screen readers: a name of the search dialog, tables that can be scrolled by key.
document$.subscribe(() => {
  document.querySelector(".md-search")?.setAttribute("aria-label", "Search");
  for (const table of document.querySelectorAll(".md-typeset__scrollwrap")) table.tabIndex = 0;
});
