// Block Kit as people see it: headings, text, small text, buttons; text where it is unknown.

import { field } from "./inputs.js";
import { make } from "./messages.js";
import { render } from "./mrkdwn.js";

const MAKERS = {
  header: (block) => plain("h3", block.text.text),
  divider: () => make("hr"),
  context,
  section,
  actions,
  input: (block, room) => room.take(field(block, room)),
};

// Renders blocks; `room` names channels and people, takes presses and, in a modal, fields.
export function renderBlocks(blocks, room) {
  return blocks.map((block) => {
    const made = (MAKERS[block.type] || fallback)(block, room);
    made.classList.add("block");
    return made;
  });
}

export function written(object, room) {
  const text = make("div", "text");
  if (object.type === "mrkdwn") text.append(render(object.text, room));
  else text.append(plain("p", object.text));
  return text;
}

export function plain(name, value) {
  const made = make(name);
  made.textContent = value;
  return made;
}

function context(block, room) {
  const line = make("div", "context");
  for (const one of block.elements) {
    line.append(one.type === "image" ? plain("span", one.alt_text) : written(one, room));
  }
  return line;
}

function section(block, room) {
  const made = make("div", "section");
  const words = make("div", "words");
  if (block.text) words.append(written(block.text, room));
  if (block.fields) {
    const fields = make("div", "fields");
    fields.append(...block.fields.map((one) => written(one, room)));
    words.append(fields);
  }
  made.append(words);
  if (block.accessory) made.append(element(block.accessory, block, room, made));
  return made;
}

function actions(block, room) {
  const line = make("div", "row");
  line.append(...block.elements.map((one) => element(one, block, room, line)));
  return line;
}

function element(one, block, room, line) {
  if (one.type !== "button") return fallback(one);
  const button = make(one.url ? "a" : "button", `press${one.style ? ` ${one.style}` : ""}`);
  button.textContent = one.text.text;
  if (one.accessibility_label) button.setAttribute("aria-label", one.accessibility_label);
  if (one.url) {
    Object.assign(button, { href: one.url, target: "_blank", rel: "noopener noreferrer" });
    return button;
  }
  button.type = "button";
  button.addEventListener("click", () => press(button, one, block, room, line));
  return button;
}

// Stays focusable while the bot is asked, so that one comes back to it from a modal.
async function press(button, one, block, room, line) {
  if (button.getAttribute("aria-disabled") === "true") return;
  line.querySelector(".fault")?.remove();
  button.setAttribute("aria-disabled", "true");
  const answer = await room.press(block, one);
  button.removeAttribute("aria-disabled");
  if (answer.result !== "failed") return;
  const fault = make("span", "fault");
  fault.setAttribute("role", "alert");
  fault.textContent = answer.error;
  line.append(fault);
}

// Shows every text of something that this page has no shape for.
function fallback(part) {
  return plain("p", [...texts(part)].join(" ") || `(${part.type})`);
}

function* texts(part) {
  if (Array.isArray(part)) for (const one of part) yield* texts(one);
  else if (part && typeof part === "object") {
    for (const [key, one] of Object.entries(part)) {
      if (["text", "alt_text"].includes(key) && typeof one === "string") yield one;
      else yield* texts(one);
    }
  }
}
