// One Slack message: a square face, name and time, blocks or text, whom it would ping.

import { renderBlocks, written } from "./blocks.js";
import { face, inThread, make } from "./messages.js";

// Builds a message; `room` knows names and takes presses.
export function build(message, room) {
  const article = make("article", `message${message.is_ephemeral ? " private" : ""}`);
  const isBot = Boolean(message.bot_id);
  const name = isBot ? room.platform.bot.name : room.user(message.user);
  article.id = `m${message.ts}`;
  article.append(face(name, isBot));
  const body = make("div", "body");
  const context = {
    channel: (id) => room.channel(id),
    user: (id) => room.user(id),
    group: (id) => room.group(id),
    pings: message.pings || [],
    press: (block, element) => room.press({ message: message.ts }, block, element),
    take: (field) => field.node,
  };
  if (message.thread_ts && message.thread_ts !== message.ts) body.append(inThread(""));
  if (message.is_ephemeral) body.append(onlyYou(message, room));
  body.append(head(message, name, isBot));
  if (message.blocks?.length) body.append(...renderBlocks(message.blocks, context));
  else body.append(written({ type: "mrkdwn", text: message.text }, context));
  if (context.pings.length && !body.querySelector(".ping")) body.append(loud(context.pings));
  article.append(body);
  return article;
}

function head(message, name, isBot) {
  const line = make("p", "head");
  const who = make("strong");
  who.textContent = name;
  line.append(who);
  if (isBot) {
    const badge = make("span", "app");
    badge.textContent = "APP";
    line.append(badge);
  }
  const time = make("time");
  time.dateTime = message.shown_at;
  time.textContent = message.clock;
  line.append(time);
  if (message.edited && !message.is_ephemeral) {
    const edited = make("span", "small");
    edited.textContent = "(edited)";
    line.append(edited);
  }
  return line;
}

function onlyYou(message, room) {
  const note = make("p", "foot-note");
  const button = make("button");
  button.type = "button";
  button.textContent = "Dismiss";
  button.setAttribute("aria-label", "Dismiss message");
  button.addEventListener("click", () => room.dismiss(message));
  note.append("Only visible to you · ", button);
  return note;
}

function loud(pings) {
  const line = make("p");
  const ping = make("span", "ping");
  ping.textContent = `This pings: ${pings.join(", ")}`;
  line.append(ping);
  return line;
}
