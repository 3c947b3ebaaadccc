// A row of tabs that one can walk with the arrow keys; returns what marks one as chosen.

const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

export function tabs(list, choose) {
  const all = () => [...list.querySelectorAll("[role=tab]")];
  list.addEventListener("click", (event) => {
    const tab = event.target.closest("[role=tab]");
    if (tab) choose(tab.dataset.tab);
  });
  list.addEventListener("keydown", (event) => {
    const by = STEPS[event.key];
    const at = all().indexOf(document.activeElement);
    if (!by || at < 0) return;
    event.preventDefault();
    const next = all()[(at + by + all().length) % all().length];
    next.focus();
    choose(next.dataset.tab);
  });
  return (name) => all().forEach((tab) => {
    tab.setAttribute("aria-selected", String(tab.dataset.tab === name));
    tab.tabIndex = tab.dataset.tab === name ? 0 : -1;
  });
}
