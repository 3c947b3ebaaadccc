// Slack's modals: the top view of a person's stack, its fields, its errors.

import { plain, renderBlocks } from "./blocks.js";
import { make } from "./messages.js";

const REQUIRED = "Fill this in first.";

export class Modals {
  constructor(dialog, room) {
    this.dialog = dialog;
    this.room = room;
    this.hash = "";
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      if (this.current) this.close();
    });
    dialog.addEventListener("close", () => {
      // The browser closed it by itself; a new view may be open by now.
      if (this.current && !this.dialog.open) this.close();
    });
  }

  // Shows a view, or nothing; the same one again changes nothing.
  show(view) {
    const hash = view ? `${view.id} ${view.hash}` : "";
    if (hash === this.hash) return;
    this.hash = hash;
    this.current = view;
    if (!view) {
      this.dialog.close();
      return;
    }
    this.fields = [];
    this.dialog.replaceChildren(this.form(view));
    if (!this.dialog.open) this.dialog.showModal();
    this.dialog.querySelector("h2").focus();
  }

  form(view) {
    const form = make("form");
    form.noValidate = true;
    const title = plain("h2", view.title.text);
    title.id = "view-title";
    title.tabIndex = -1;
    this.inside = make("div", "inside");
    this.inside.append(...renderBlocks(view.blocks, this.context(view)));
    this.fault = make("p", "fault");
    this.fault.setAttribute("role", "alert");
    form.append(title, this.inside, this.fault, this.foot(view));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (view.submit) this.submit(view);
    });
    return form;
  }

  context(view) {
    const { room } = this;
    return {
      channel: (id) => room.channel(id),
      user: (id) => room.user(id),
      people: () => room.platform.people,
      conversations: (kinds) => room.channels()
        .filter((one) => !kinds || kinds.includes(kindOf(one)))
        .map((one) => [room.label(one), one.id]),
      options: async (block, text) => (await room.ask("options", { view: view.id, block_id: block.block_id, text })).options || [],
      press: (block, element) => room.press({ view: view.id }, block, element),
      take: (field) => {
        this.fields.push(field);
        return field.node;
      },
    };
  }

  foot(view) {
    const line = make("div", "foot");
    const close = plain("button", view.close?.text || (view.submit ? "Cancel" : "Close"));
    close.type = "button";
    close.className = "plain";
    close.addEventListener("click", () => this.close());
    line.append(close);
    if (view.submit) {
      const submit = plain("button", view.submit.text);
      submit.className = "act";
      this.button = submit;
      line.append(submit);
    }
    return line;
  }

  async submit(view) {
    if (this.button.getAttribute("aria-disabled") === "true") return;
    const values = Object.fromEntries(this.fields.map((one) => [one.id, one.read()]));
    const missing = this.fields.filter((one) => !one.isOptional && !values[one.id]?.length);
    if (this.blame(Object.fromEntries(missing.map((one) => [one.id, REQUIRED])))) return;
    this.button.setAttribute("aria-disabled", "true");
    const answer = await this.room.act("submit", { view: view.id, values });
    this.button.removeAttribute("aria-disabled");
    this.blame(answer.errors || {});
    this.fault.textContent = answer.result === "failed" ? answer.error : "";
  }

  // Puts errors at their fields, and the cursor into the first; says whether there are any.
  blame(errors) {
    this.fields.forEach((one) => one.fail(errors[one.id] || ""));
    this.fields.find((one) => errors[one.id])?.focus();
    return Object.keys(errors).length > 0;
  }

  async close() {
    const { id } = this.current;
    const answer = await this.room.ask("close", { view: id });
    // The sandbox knows of it no more: it started again, say.
    if (answer.result === "failed" && this.current?.id === id) this.show(null);
  }
}

function kindOf(channel) {
  if (channel.is_direct) return "im";
  return channel.is_private ? "private" : "public";
}
