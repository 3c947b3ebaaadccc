// A Discord modal that the bot opens: its fields, filled and sent.

import { make } from "./messages.js";

// Opens a modal; `send(values)` gives the answer.
export function openModal(dialog, modal, send) {
  const form = make("form");
  form.method = "dialog";
  const title = make("h2");
  title.id = "modal-title";
  title.textContent = modal.title;
  const fields = modal.components.flatMap((row) => row.components || [{ ...row.component, label: row.label }]);
  form.append(title, ...fields.map(field), foot(dialog));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const values = Object.fromEntries(new FormData(form));
    dialog.close();
    await send(values);
  });
  dialog.replaceChildren(form);
  dialog.showModal();
}

function field(one) {
  const label = make("label");
  const input = make(one.style === 2 ? "textarea" : "input");
  input.name = one.custom_id;
  input.value = one.value || "";
  input.placeholder = one.placeholder || "";
  input.required = one.required !== false;
  if (one.max_length) input.maxLength = one.max_length;
  if (one.min_length) input.minLength = one.min_length;
  label.append(one.label || one.custom_id, input);
  return label;
}

function foot(dialog) {
  const line = make("div", "foot");
  const cancel = make("button", "plain");
  cancel.type = "button";
  cancel.textContent = "Cancel";
  cancel.addEventListener("click", () => dialog.close());
  const submit = make("button", "act");
  submit.textContent = "Submit";
  line.append(cancel, submit);
  return line;
}
