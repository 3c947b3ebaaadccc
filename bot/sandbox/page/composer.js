// The message box: a combobox that one can use with the keyboard alone.

import { make } from "./messages.js";

const WAIT = 120; // milliseconds after a key, before the bot is asked

export class Composer {
  // `desk.room` is the room one is in: it suggests, and takes what is sent.
  constructor(form, desk) {
    this.form = form;
    this.input = form.querySelector("input");
    this.list = form.querySelector("ul");
    this.desk = desk;
    this.shown = [];
    this.at = -1;
    this.history = []; // of both rooms: one may ask the same again there
    this.input.addEventListener("input", () => this.later());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    form.addEventListener("submit", (event) => this.submit(event));
  }

  put(line) {
    this.input.value = line;
    this.input.focus();
    this.later();
  }

  // Takes up what was being written in another room.
  swap(line) {
    const left = this.input.value;
    this.input.value = line;
    clearTimeout(this.timer);
    this.close();
    return left;
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.refresh(), WAIT);
  }

  async refresh() {
    const line = this.input.value;
    const all = await this.desk.room.suggest(line);
    const found = all.filter((one) => one.line.trim() !== line.trim());
    if (line === this.input.value && document.activeElement === this.input) this.show(found);
  }

  show(found) {
    this.shown = found;
    this.list.replaceChildren(...found.map((one, index) => this.entry(one, index)));
    this.list.hidden = !found.length;
    this.input.setAttribute("aria-expanded", String(Boolean(found.length)));
    this.select(-1);
  }

  entry(one, index) {
    const item = make("li");
    item.id = `choice-${index}`;
    item.setAttribute("role", "option");
    item.textContent = one.label;
    if (one.hint) {
      const hint = make("span");
      hint.textContent = one.hint;
      item.append(hint);
    }
    item.addEventListener("mousedown", (event) => {
      event.preventDefault();
      this.take(index);
    });
    return item;
  }

  select(index) {
    this.at = index;
    [...this.list.children].forEach((item, place) => {
      item.setAttribute("aria-selected", String(place === index));
      if (place === index) item.scrollIntoView({ block: "nearest" });
    });
    if (index < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", `choice-${index}`);
  }

  take(index) {
    this.put(this.shown[index].line);
    this.close();
    this.later();
  }

  close() {
    this.shown = [];
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    this.at = -1;
  }

  key(event) {
    const count = this.shown.length;
    if (event.key === "Escape") this.close();
    else if (event.key === "ArrowDown" && count) this.step(event, 1);
    else if (event.key === "ArrowUp" && count) this.step(event, -1);
    else if (event.key === "ArrowUp" && !this.input.value && this.history.length) this.put(this.history[this.history.length - 1]);
    else if (event.key === "Tab" && count && !event.shiftKey) {
      event.preventDefault();
      this.take(Math.max(this.at, 0));
    } else if (event.key === "Enter" && this.at >= 0) {
      event.preventDefault();
      this.take(this.at);
    }
  }

  step(event, by) {
    event.preventDefault();
    const count = this.shown.length;
    this.select((this.at + by + count) % count);
  }

  submit(event) {
    event.preventDefault();
    const line = this.input.value.trim();
    if (!line) return;
    this.history.push(line);
    this.input.value = "";
    clearTimeout(this.timer);
    this.close();
    this.desk.room.send(line);
  }
}
