// A Discord modal that the bot opens: its fields, filled and sent.

import { make } from "./messages.js";

const INPUT = 4;
const CHANNELS = 8;
let made = 0;

// Opens a modal; `send(values)` gives the answer, and the modal stays while it failed.
export function openModal(dialog, modal, room, send) {
  const form = make("form");
  const title = make("h2");
  title.id = "modal-title";
  title.tabIndex = -1;
  title.textContent = modal.title;
  const inside = make("div", "inside");
  const fields = modal.components.flatMap((row) => (row.component ? [[row.component, row]] : row.components.map((one) => [one, one])))
    .map(([component, about]) => field(component, about, room));
  inside.append(...fields.map((one) => one.node));
  const fault = make("p", "fault");
  fault.setAttribute("role", "alert");
  form.append(title, inside, fault, foot(dialog));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const submit = form.querySelector(".act");
    if (submit.disabled) return;
    submit.disabled = true;
    const answer = await send(Object.fromEntries(fields.map((one) => [one.name, one.read()])));
    submit.disabled = false;
    if (answer.result === "failed") fault.textContent = answer.error;
    else if (answer.result !== "modal") dialog.close();
  });
  dialog.replaceChildren(form);
  dialog.addEventListener("close", () => form.remove(), { once: true });
  if (!dialog.open) dialog.showModal();
  title.focus();
}

// Builds one field: {name, node, read}.
function field(one, about, room) {
  const id = `modal-field-${(made += 1)}`;
  const node = make("div", "field block");
  const isTicks = Boolean(one.options) && one.max_values > 1;
  const control = isTicks ? ticks(one, id) : single(one, id, room);
  const caption = make(isTicks ? "legend" : "label");
  if (!isTicks) caption.htmlFor = id;
  caption.append(about.label || one.custom_id);
  if (one.required === false) caption.append(small("span", " (optional)"));
  if (isTicks) control.node.prepend(caption);
  else node.append(caption);
  node.append(control.node);
  if (about.description) {
    const hint = small("p", about.description);
    hint.id = `${id}-hint`;
    control.node.setAttribute("aria-describedby", hint.id);
    node.append(hint);
  }
  return { name: one.custom_id, node, read: control.read };
}

function small(name, text) {
  const line = make(name, "small");
  line.textContent = text;
  return line;
}

function single(one, id, room) {
  const control = one.type === INPUT ? written(one) : menu(one, room);
  control.id = id;
  control.required = one.required !== false;
  return { node: control, read: () => control.value };
}

function written(one) {
  const control = make(one.style === 2 ? "textarea" : "input");
  control.value = one.value || "";
  control.placeholder = one.placeholder || "";
  if (one.max_length) control.maxLength = one.max_length;
  if (one.min_length) control.minLength = one.min_length;
  return control;
}

function menu(one, room) {
  const control = make("select");
  const offered = one.type === CHANNELS
    ? room.channels().map((channel) => [room.label(channel), channel.id])
    : (one.options || []).map((option) => [option.label, option.value]);
  const standing = one.default_values?.[0]?.id ?? one.options?.find((option) => option.default)?.value;
  if (!standing) control.append(new Option(one.placeholder || "Choose one", ""));
  for (const [label, value] of offered) control.append(new Option(label, value, value === standing, value === standing));
  return control;
}

function ticks(one, id) {
  const node = make("fieldset");
  const list = make("div", "ticks");
  for (const option of one.options) {
    const line = make("label");
    const box = Object.assign(make("input"), { type: "checkbox", name: id, value: option.value });
    box.defaultChecked = Boolean(option.default);
    line.append(box, ` ${option.label}`);
    list.append(line);
  }
  node.append(list);
  return { node, read: () => [...list.querySelectorAll("input:checked")].map((box) => box.value) };
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
