// What the theme leaves out for keyboards and screen readers: a name of the search dialog, tables that can be scrolled by key.
// A browser runs no search on pages that are opened from the disk; a field that finds nothing is not shown there.
document$.subscribe(() => {
  if (location.protocol === "file:") {
    document.querySelectorAll(".md-search, [for=__search]").forEach((one) => one.remove());
  }
  document.querySelector(".md-search")?.setAttribute("aria-label", "Search");
  for (const table of document.querySelectorAll(".md-typeset__scrollwrap")) table.tabIndex = 0;
});
// A copy button beside a terminal copies the commands alone: neither the prompt nor what was printed.
document.addEventListener("click", (event) => {
  const button = event.target.closest?.(".md-clipboard, .md-code__button");
  const lines = button?.closest("pre, .highlight")?.querySelector("code")?.innerText.split("\n") ?? [];
  const commands = lines.filter((line) => line.startsWith("$ ")).map((line) => line.slice(2));
  if (commands.length) button.setAttribute("data-clipboard-text", commands.join("\n"));
}, true);
