// Starts the page: one room, who one is, what time it is, and what happens.

import { ask, listen, state } from "./api.js";
import { Composer } from "./composer.js";
import { build, dayDivider, make } from "./messages.js";
import { openModal } from "./modal.js";

const byId = (id) => document.getElementById(id);
let world = null;
let platform = null;
let channel = "";
let person = "";
let zone = "UTC";
const unread = new Set();

const room = {
  commands: () => platform.commands,
  channels: () => platform.channels,
  person: () => platform.people.find((one) => one.id === person),
  channel: (id) => platform.channels.find((one) => one.id === id)?.name || "unknown",
  send,
  click: (message, customId) => act("click", { message: message.id, custom_id: customId }),
  complete: async (path, options, focused) => {
    const answer = await ask("autocomplete", { ...place(), name: path, options, focused });
    return answer.choices || [];
  },
};
const composer = new Composer(byId("form"), room);

function place() {
  return { platform: platform.id, person, channel };
}

async function send(line) {
  const answer = line.startsWith("/") ? await act("command", { text: line }) : await ask("say", { ...place(), text: line });
  if (answer.result === "failed") notice(`${line}: ${answer.error}`);
}

async function act(what, body) {
  const where = channel;
  byId("busy").textContent = `${platform.bot.name} is working on it…`;
  const answer = await ask(what, { ...place(), ...body });
  byId("busy").textContent = "";
  if (answer.modal) openModal(byId("modal"), answer.modal, (values) => act("modal", { modal: answer.modal, values, channel: where }));
  return answer;
}

function notice(text) {
  const line = make("p", "message fault");
  line.setAttribute("role", "alert");
  line.textContent = text;
  byId("log").append(line);
  line.scrollIntoView({ block: "end" });
}

function time(message) {
  const date = new Date(message.timestamp);
  message.clock = date.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone });
  message.day = date.toLocaleDateString("en-CA", { timeZone: zone });
  return date;
}

function add(message) {
  const log = byId("log");
  const date = time(message);
  if (log.dataset.day !== message.day) {
    log.dataset.day = message.day;
    date.zone = zone;
    log.append(dayDivider(date));
  }
  const article = build(message, room);
  log.append(article);
  return article;
}

function show(message) {
  const article = add(message);
  const log = byId("log");
  // A card longer than the screen starts at its title, else the end is in view.
  const isTall = article.offsetHeight > log.clientHeight - 16;
  article.scrollIntoView({ block: isTall ? "start" : "end" });
}

function replace(message) {
  time(message);
  const old = byId(`m${message.id}`);
  if (old) old.replaceWith(build(message, room));
}

function draw() {
  const log = byId("log");
  log.replaceChildren();
  delete log.dataset.day;
  const mine = platform.private[person]?.[channel] || [];
  const all = [...(platform.messages[channel] || []), ...mine];
  all.sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1)).forEach(add);
  const last = log.lastElementChild;
  if (last) last.scrollIntoView({ block: last.offsetHeight > log.clientHeight ? "start" : "end", behavior: "instant" });
  byId("channel").textContent = room.channel(channel);
  composer.input.placeholder = `Message #${room.channel(channel)}, or type /`;
  drawChannels();
}

function drawChannels() {
  byId("channels").replaceChildren(...platform.channels.map((one) => {
    const item = make("li");
    const button = make("button", unread.has(one.id) ? "new" : "");
    button.type = "button";
    button.textContent = `# ${one.name}`;
    if (one.id === channel) button.setAttribute("aria-current", "true");
    button.addEventListener("click", () => enter(one.id));
    item.append(button);
    return item;
  }));
}

function enter(id) {
  channel = id;
  unread.delete(id);
  drawer(false);
  draw();
}

function drawer(open) {
  document.querySelector(".channels").classList.toggle("open", open);
  byId("drawer").setAttribute("aria-expanded", String(open));
}

function drawClock(clock) {
  byId("skip").hidden = byId("jump").hidden = !clock;
  if (!clock) return;
  zone = clock.zone;
  byId("time").value = clock.now.slice(0, 16);
  byId("zone").textContent = clock.zone;
}

function drawOnline() {
  byId("offline").textContent = platform.bot.online ? "" : `${platform.bot.name} is offline`;
}

async function refresh() {
  world = await state();
  platform = world.platforms[0];
  drawClock(world.clock);
  byId("server").textContent = platform.server.name;
  channel = platform.channels.some((one) => one.id === channel) ? channel : platform.channels[0].id;
  person = person || platform.people[0].id;
  byId("person").replaceChildren(...platform.people.map((one) => {
    const option = new Option(`${one.name} (${one.admin ? "admin" : "member"})`, one.id);
    option.selected = one.id === person;
    return option;
  }));
  drawOnline();
  draw();
}

function keep(event) {
  const isPrivate = event.type.startsWith("private");
  const shelf = isPrivate
    ? ((platform.private[event.person] ||= {})[event.channel] ||= [])
    : (platform.messages[event.channel] ||= []);
  const at = shelf.findIndex((one) => one.id === event.message.id);
  if (event.type.endsWith("_delete")) shelf.splice(at, at < 0 ? 0 : 1);
  else if (at < 0) shelf.push(event.message);
  else shelf[at] = event.message;
  return !isPrivate || event.person === person;
}

function onEvent(event) {
  if (event.type === "clock") drawClock(event);
  else if (event.type === "bot") {
    platform.bot.online = event.online;
    drawOnline();
  } else if (event.type === "commands") platform.commands = event.commands;
  else if (event.message && keep(event)) onMessage(event);
}

function onMessage(event) {
  if (event.channel !== channel) {
    unread.add(event.channel);
    drawChannels();
  } else if (event.type.endsWith("_delete")) byId(`m${event.message.id}`)?.remove();
  else if (event.type.endsWith("_update")) replace(event.message);
  else show(event.message);
}

async function moveClock(button, body) {
  button.disabled = true;
  byId("busy").textContent = "Time passes…";
  const answer = await ask("clock", body);
  byId("busy").textContent = "";
  button.disabled = false;
  if (answer.error) notice(answer.error);
}

byId("ask").addEventListener("click", () => send("/bite rag"));
byId("skip").addEventListener("click", (event) => moveClock(event.currentTarget, { skip: "tomorrow" }));
byId("schedule").addEventListener("click", () => {
  composer.put(`/bite-admin schedule time: 09:00 timezone: ${zone} days: mon-fri`);
  byId("busy").textContent = "Change what you like, then press Enter to send it.";
});
byId("jump").addEventListener("submit", (event) => {
  event.preventDefault();
  moveClock(event.submitter, { to: byId("time").value });
});
byId("person").addEventListener("change", (event) => {
  person = event.target.value;
  draw();
});
byId("drawer").addEventListener("click", () => drawer(byId("drawer").getAttribute("aria-expanded") !== "true"));

refresh().then(() => listen(onEvent, refresh));
