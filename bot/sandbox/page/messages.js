// One Discord message as people see it: face, name, text, buttons.

import { render } from "./markdown.js";

const EPHEMERAL = 64;

// Builds a message; `room` knows names and takes presses.
export function build(message, room) {
  const isPrivate = Boolean(message.flags & EPHEMERAL);
  const article = make("article", `message${isPrivate ? " private" : ""}`);
  article.id = `m${message.id}`;
  article.append(face(nameOf(message.author), message.author.bot));
  const body = make("div", "body");
  if (message.in_thread) body.append(inThread(message.in_thread));
  body.append(head(message), content(message, room));
  for (const row of message.components || []) body.append(buttons(row, message, room));
  if (isPrivate) body.append(dismissal(message, room));
  article.append(body);
  return article;
}

// Says in words that a message stands in a thread, not in the channel.
export function inThread(name) {
  const note = make("p", "foot-note");
  note.textContent = `In the thread ${name}`.trim();
  return note;
}

export function face(name, isBot) {
  if (isBot) {
    const image = make("img", "face");
    image.src = "/page/static/bite.svg";
    image.alt = "";
    return image;
  }
  const initial = make("div", "face initial");
  initial.textContent = name[0].toUpperCase();
  initial.setAttribute("aria-hidden", "true");
  return initial;
}

function nameOf(author) {
  return author.global_name || author.username;
}

function head(message) {
  const line = make("p", "head");
  const name = make("strong");
  name.textContent = nameOf(message.author);
  line.append(name);
  if (message.author.bot) {
    const badge = make("span", "app");
    badge.textContent = "APP";
    line.append(badge);
  }
  const time = make("time");
  time.dateTime = message.timestamp;
  time.textContent = message.clock;
  line.append(time);
  return line;
}

function content(message, room) {
  const text = make("div", "text");
  text.append(render(message.content, room));
  return text;
}

function buttons(row, message, room) {
  const line = make("div", "row");
  for (const one of row.components) {
    if (one.type !== 2) continue;
    const button = make("button", `press${one.style === 1 ? " primary" : ""}`);
    button.type = "button";
    button.textContent = one.label;
    button.disabled = Boolean(one.disabled);
    button.addEventListener("click", () => press(button, line, one, message, room));
    line.append(button);
  }
  return line;
}

async function press(button, line, one, message, room) {
  line.querySelector(".fault")?.remove();
  button.disabled = true;
  const answer = await room.click(message, one.custom_id);
  button.disabled = false;
  if (answer.result !== "failed") return;
  const fault = make("span", "fault");
  fault.setAttribute("role", "alert");
  fault.textContent = answer.error;
  line.append(fault);
}

function dismissal(message, room) {
  const note = make("p", "foot-note");
  const button = make("button");
  button.type = "button";
  button.textContent = "Dismiss message";
  button.addEventListener("click", () => room.dismiss(message));
  note.append("Only you can see this · ", button);
  return note;
}

export function make(name, className = "") {
  const made = document.createElement(name);
  if (className) made.className = className;
  return made;
}
