// Pulls the bot's plug, and tells step by step what became of the post.

import { ask } from "./api.js";
import { make } from "./messages.js";

export class Plug {
  constructor(panel, button) {
    this.panel = panel;
    this.button = button;
    this.title = panel.querySelector("h2");
    this.steps = panel.querySelector("ol");
    this.waiting = panel.querySelector(".waiting");
    this.isPulling = false;
    panel.querySelector("button").addEventListener("click", () => this.close());
    panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
  }

  async pull(platform) {
    this.open(platform.name);
    this.isPulling = true;
    const answer = await ask("plug", { platform: platform.id });
    // The answer may overtake the last events.
    for (const step of (answer.steps || []).slice(this.steps.children.length)) this.add(step);
    this.isPulling = false;
    this.waiting.textContent = "";
    if (answer.error) this.fail(answer.error);
  }

  open(name) {
    this.title.textContent = `Pull the plug in ${name}`;
    this.steps.replaceChildren();
    this.waiting.textContent = "Waiting for the next post…";
    this.panel.hidden = false;
    this.title.focus();
  }

  close() {
    const isInside = this.panel.contains(document.activeElement);
    this.panel.hidden = true;
    if (isInside) this.button.focus();
  }

  // Other pages may pull the plug too; each shows its own story only.
  add(step) {
    if (!this.isPulling) return;
    const item = make("li");
    const title = make("strong");
    const text = make("p");
    title.textContent = step.title;
    text.textContent = step.text;
    item.append(title, text);
    if (step.facts.length) item.append(record(step.facts));
    this.steps.append(item);
    this.waiting.textContent = step.facts.length ? "" : "…";
    item.scrollIntoView({ block: "nearest" });
  }

  fail(text) {
    const item = make("li", "fault");
    item.setAttribute("role", "alert");
    item.textContent = text;
    this.steps.append(item);
  }
}

function record(facts) {
  const table = make("table");
  table.append(row("th", "", "after the kill", "now"));
  for (const one of facts) table.append(row("td", one.name, one.before, one.after));
  return table;
}

function row(kind, name, ...values) {
  const line = make("tr");
  const head = make(name ? "th" : "td");
  if (name) head.scope = "row";
  head.textContent = name;
  line.append(head);
  for (const value of values) {
    const cell = make(kind);
    if (kind === "th") cell.scope = "col";
    cell.textContent = value;
    line.append(cell);
  }
  return line;
}
