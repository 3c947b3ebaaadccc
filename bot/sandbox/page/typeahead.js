// A menu that is searched by typing: only what the bot offered can be chosen.

import { make } from "./messages.js";

const WAIT = 150; // milliseconds after a key, before the bot is asked

// Builds the box and its list; `fetchOptions(text)` gives [{text, value}].
export function typeahead(element, id, fetchOptions) {
  const node = make("div", "typeahead");
  const input = Object.assign(make("input"), { id, type: "text", autocomplete: "off" });
  const list = Object.assign(make("ul"), { id: `${id}-list`, hidden: true });
  let chosen = element.initial_option || null;
  let shown = [];
  let at = -1;
  let timer = 0;
  input.value = chosen?.text.text || "";
  input.placeholder = element.placeholder?.text || "Type to search";
  for (const [key, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" })) {
    input.setAttribute(key, value);
  }
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");

  function close() {
    shown = [];
    at = -1;
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function choose(option) {
    chosen = option;
    input.value = option?.text.text || "";
    close();
  }

  function select(index) {
    at = index;
    [...list.children].forEach((item, place) => {
      item.setAttribute("aria-selected", String(place === at));
      if (place === at) item.scrollIntoView({ block: "nearest" });
    });
    if (at >= 0) input.setAttribute("aria-activedescendant", `${list.id}-${at}`);
  }

  function show(options, typed) {
    shown = options;
    const items = options.map((option, index) => {
      const item = Object.assign(make("li"), { id: `${list.id}-${index}`, textContent: option.text.text });
      item.setAttribute("role", "option");
      item.addEventListener("mousedown", (event) => {
        event.preventDefault();
        choose(option);
      });
      return item;
    });
    const none = Object.assign(make("li", "small"), { textContent: `Nothing like “${typed}”` });
    list.replaceChildren(...(items.length ? items : [none]));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    if (items.length) select(0);
  }

  async function search() {
    const typed = input.value.trim();
    if (typed.length < (element.min_query_length ?? 3)) return close();
    const options = await fetchOptions(typed);
    if (typed === input.value.trim() && document.activeElement === input) show(options, typed);
    return undefined;
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(search, WAIT);
  });
  input.addEventListener("focus", () => input.select());
  input.addEventListener("blur", () => {
    clearTimeout(timer);
    const typed = input.value.trim().toLowerCase();
    choose(shown.find((one) => one.text.text.toLowerCase() === typed) || (typed ? chosen : null));
  });
  input.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (list.hidden) return;
    if (by && shown.length) select((at + by + shown.length) % shown.length);
    else if (event.key === "Enter" && at >= 0) choose(shown[at]);
    else if (event.key === "Tab" && at >= 0) return choose(shown[at]);
    else if (event.key === "Escape") choose(chosen);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  node.append(input, list);
  return { node, target: input, read: () => chosen?.value || "" };
}
