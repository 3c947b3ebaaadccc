// The fields of a modal: each with its label, its hint, its error, and how it is read.

import { make } from "./messages.js";
import { typeahead } from "./typeahead.js";

const TYPES = {
  timepicker: "time", datepicker: "date", number_input: "number",
  email_text_input: "email", url_text_input: "url", plain_text_input: "text",
};
const TICKED = ["checkboxes", "multi_static_select", "multi_conversations_select", "multi_channels_select", "multi_users_select"];
let made = 0;

// Builds the field of an input block: {id, node, read, fail}.
export function field(block, room) {
  const id = `field-${(made += 1)}`;
  const node = make("div", "field");
  const { element } = block;
  const isTicks = TICKED.includes(element.type) || element.type === "radio_buttons";
  const control = isTicks ? ticks(element, id, room) : single(element, id, block, room);
  if (isTicks) control.node.prepend(caption(make("legend"), block));
  else node.append(caption(Object.assign(make("label"), { htmlFor: id }), block));
  node.append(control.node);
  const notes = [];
  if (block.hint) node.append(note(`${id}-hint`, block.hint.text, "small", notes));
  describe(control.target, notes);
  const fail = (text) => {
    document.getElementById(`${id}-error`)?.remove();
    if (text) node.append(note(`${id}-error`, text, "fault", []));
    describe(control.target, [...notes, ...(text ? [`${id}-error`] : [])]);
    if (text) control.target.setAttribute("aria-invalid", "true");
    else control.target.removeAttribute("aria-invalid");
  };
  const focus = () => {
    (isTicks ? control.target.querySelector("input") : control.target).focus();
    node.scrollIntoView({ block: "nearest" }); // the error stands under it
  };
  return { id: block.block_id, node, read: control.read, fail, focus, isOptional: Boolean(block.optional) };
}

function caption(label, block) {
  label.append(block.label.text);
  if (block.optional) {
    const small = make("span", "small");
    small.textContent = " (optional)";
    label.append(small);
  }
  return label;
}

function note(id, text, className, list) {
  const line = make("p", className);
  line.id = id;
  line.textContent = text;
  list.push(id);
  return line;
}

function describe(target, ids) {
  if (ids.length) target.setAttribute("aria-describedby", ids.join(" "));
  else target.removeAttribute("aria-describedby");
}

function single(element, id, block, room) {
  if (element.type === "external_select") return typeahead(element, id, (text) => room.options(block, text));
  const offered = offers(element, room);
  const control = offered ? menu(element, offered) : written(element);
  control.id = id;
  return { node: control, target: control, read: () => control.value };
}

function written(element) {
  const control = make(element.multiline ? "textarea" : "input");
  if (!element.multiline) control.type = TYPES[element.type] || "text";
  control.value = element.initial_value ?? element.initial_time ?? element.initial_date ?? "";
  if (element.placeholder) control.placeholder = element.placeholder.text;
  if (element.max_length) control.maxLength = element.max_length;
  if (element.is_decimal_allowed) control.step = "any";
  return control;
}

function menu(element, offered) {
  const control = make("select");
  const chosen = element.initial_option?.value ?? element.initial_conversation ?? element.initial_channel ?? element.initial_user ?? "";
  if (!chosen) control.append(new Option(element.placeholder?.text || "Choose one", ""));
  for (const [label, value] of offered) control.append(new Option(label, value, value === chosen, value === chosen));
  return control;
}

function ticks(element, id, room) {
  const isOne = element.type === "radio_buttons";
  const chosen = initials(element);
  const node = make("fieldset");
  const list = make("div", "ticks");
  for (const [label, value] of offers(element, room) || []) {
    const line = make("label");
    const box = Object.assign(make("input"), { type: isOne ? "radio" : "checkbox", name: id, value });
    box.defaultChecked = chosen.includes(value);
    line.append(box, ` ${label}`);
    list.append(line);
  }
  node.append(list);
  const read = () => {
    const found = [...list.querySelectorAll("input:checked")].map((one) => one.value);
    return isOne ? found[0] || "" : found;
  };
  return { node, target: node, read };
}

function initials(element) {
  const options = [...(element.initial_options || []), element.initial_option].filter(Boolean);
  const ids = element.initial_conversations || element.initial_channels || element.initial_users || [];
  return [...options.map((one) => one.value), ...ids];
}

// Lists what a menu offers as [label, value]; nothing for what is typed.
function offers(element, room) {
  const { type } = element;
  if (element.options || element.option_groups) {
    const all = element.options || element.option_groups.flatMap((one) => one.options);
    return all.map((one) => [one.text.text, one.value]);
  }
  if (type.includes("users_select")) return room.people().map((one) => [one.name, one.id]);
  if (/conversations_select|channels_select/.test(type)) return room.conversations(element.filter?.include);
  return null;
}
