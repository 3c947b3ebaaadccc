// Starts the page: two rooms, who one is, what time it is, and what happens.

import { ask, listen, state } from "./api.js";
import { Composer } from "./composer.js";
import { DiscordRoom } from "./discord.js";
import { make } from "./messages.js";
import { Plug } from "./plug.js";
import { SlackRoom } from "./slack.js";
import { tabs } from "./tabs.js";
import { Timeline } from "./timeline.js";

const KINDS = { discord: DiscordRoom, slack: SlackRoom };
const byId = (id) => document.getElementById(id);
const desk = {
  who: "",
  zone: "UTC",
  room: null,
  busy: (text) => { byId("busy").textContent = text; },
  notice: (text) => timeline.notice(text),
};
const rooms = new Map();
const timeline = new Timeline(byId("log"), desk);
const composer = new Composer(byId("form"), desk);
const plug = new Plug(byId("story"), byId("plug"));
const markRoom = tabs(byId("rail"), (id) => go(rooms.get(id)));
const markView = tabs(byId("views"), (name) => look(name));

function draw() {
  const { room } = desk;
  document.body.dataset.room = room.id;
  byId("server").textContent = room.platform.server.name;
  composer.input.placeholder = `Message ${room.title()}, or ${room.hint}`;
  if (room.view === "messages") room.unread.delete(room.at);
  drawLists();
  drawView();
  timeline.draw(room);
}

function drawLists() {
  byId("channels").replaceChildren(...desk.room.channels().map((one) => {
    const item = make("li");
    const button = make("button", desk.room.unread.has(one.id) ? "new" : "");
    button.type = "button";
    button.textContent = desk.room.label(one);
    if (one.id === desk.room.at) button.setAttribute("aria-current", "true");
    button.addEventListener("click", () => enter(one.id));
    item.append(button);
    return item;
  }));
  for (const [id, room] of rooms) {
    const isNew = room !== desk.room && room.hasNews();
    const tab = byId(`to-${id}`);
    tab.classList.toggle("new", isNew);
    if (isNew) tab.setAttribute("aria-label", `${room.platform.name}, new messages`);
    else tab.removeAttribute("aria-label");
  }
  byId("drawer").classList.toggle("new", desk.room.hasNews());
  byId("offline").textContent = desk.room.platform.bot.online ? "" : `${desk.room.platform.bot.name} is offline`;
}

function drawView() {
  const { room } = desk;
  byId("views").hidden = !room.openHome;
  const isHome = room.view === "home";
  byId("channel").textContent = isHome ? room.platform.bot.name : room.title();
  byId("home").hidden = !isHome;
  byId("log").hidden = byId("form").hidden = isHome;
  markRoom(room.id);
  markView(room.view);
  for (const one of rooms.values()) one.showViews?.();
}

// Goes to the other room, as the same person on the same day.
function go(room) {
  if (room === desk.room) return;
  desk.room.draft = composer.swap(room.draft);
  desk.room = room;
  desk.busy("");
  drawer(false);
  draw();
}

function look(name) {
  desk.room.view = name;
  draw();
  if (name === "home") desk.room.openHome();
}

function enter(id) {
  desk.room.at = id;
  desk.room.view = "messages";
  drawer(false);
  draw();
}

function drawer(open) {
  document.querySelector(".channels").classList.toggle("open", open);
  byId("drawer").setAttribute("aria-expanded", String(open));
}

function drawClock(clock) {
  byId("skip").hidden = byId("plug").hidden = byId("jump").hidden = byId("fresh").hidden = !clock;
  if (!clock) return;
  desk.zone = clock.zone;
  byId("time").value = clock.now.slice(0, 16);
  byId("zone").textContent = clock.zone;
}

function drawRail(platforms) {
  byId("rail").hidden = platforms.length < 2;
  byId("rail").replaceChildren(...platforms.map((one) => {
    const tab = make("button", "to");
    const letter = make("span", "letter");
    tab.type = "button";
    tab.id = `to-${one.id}`;
    tab.dataset.tab = one.id;
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", "room");
    letter.setAttribute("aria-hidden", "true");
    letter.textContent = one.name[0];
    tab.append(letter, one.name);
    return tab;
  }));
  const names = platforms.map((one) => `a pretend ${one.name}`);
  byId("where").textContent = names.join(" and ");
}

// The same people are on every platform, by name; their ids differ.
function drawPeople(platforms) {
  const [first, ...others] = platforms;
  const everywhere = first.people.filter((one) => others.every((other) => other.people.some((two) => two.name === one.name)));
  desk.who = desk.who || everywhere[0].name;
  byId("person").replaceChildren(...everywhere.map((one) => {
    const isChosen = one.name === desk.who;
    return new Option(`${one.name} (${one.admin ? "admin" : "member"})`, one.name, isChosen, isChosen);
  }));
}

async function refresh() {
  const { clock, platforms } = await state();
  drawClock(clock);
  drawPeople(platforms);
  drawRail(platforms);
  for (const one of platforms) {
    if (!rooms.has(one.id)) rooms.set(one.id, new KINDS[one.id](desk));
    rooms.get(one.id).take(one);
  }
  desk.room ||= rooms.get(platforms[0].id);
  draw();
}

function onEvent(event) {
  const room = rooms.get(event.platform);
  if (event.type === "clock") drawClock(event);
  else if (event.type === "plug") plug.add(event.step);
  else if (event.channel && !room.platform.channels.some((one) => one.id === event.channel)) refresh();
  else if (room?.keep(event)) onMessage(event, room);
  else if (event.type === "bot") drawLists();
}

function onMessage(event, room) {
  const isHere = room === desk.room && event.channel === room.at;
  if (event.type.endsWith("_delete")) {
    if (isHere) timeline.remove(event.message, room);
  } else if (event.type.endsWith("_update")) {
    if (isHere) timeline.replace(event.message, room);
  } else if (isHere && room.view === "messages") timeline.show(event.message, room);
  else {
    room.unread.add(event.channel);
    drawLists();
  }
}

async function moveClock(button, body) {
  button.disabled = true;
  desk.busy("Time passes…");
  const answer = await ask("clock", body);
  desk.busy("");
  button.disabled = false;
  if (answer.error) desk.notice(answer.error);
}

async function pullPlug(room) {
  byId("plug").disabled = true;
  await plug.pull(room.platform);
  byId("plug").disabled = false;
}

// Lets the bot come anew, and goes to where it says hello.
async function beginAnew(button) {
  const { room } = desk;
  button.disabled = true;
  const answer = await room.act("fresh", {});
  button.disabled = false;
  if (answer.result === "failed") desk.notice(answer.error);
  else {
    await refresh();
    enter(answer.channel);
  }
}

// Every act on messages shows them first.
function atMessages(act) {
  if (desk.room.view !== "messages") look("messages");
  return act(desk.room);
}

byId("ask").addEventListener("click", () => atMessages((room) => room.send("/bite rag")));
byId("skip").addEventListener("click", (event) => moveClock(event.currentTarget, { skip: "tomorrow" }));
byId("schedule").addEventListener("click", () => atMessages((room) => room.setSchedule(composer)));
byId("fresh").addEventListener("click", (event) => beginAnew(event.currentTarget));
byId("plug").addEventListener("click", () => atMessages(pullPlug));
byId("jump").addEventListener("submit", (event) => {
  event.preventDefault();
  moveClock(event.submitter, { to: byId("time").value });
});
byId("person").addEventListener("change", (event) => {
  desk.who = event.target.value;
  for (const room of rooms.values()) room.stay();
  draw();
  if (desk.room.view === "home") desk.room.openHome();
});
byId("drawer").addEventListener("click", () => drawer(byId("drawer").getAttribute("aria-expanded") !== "true"));

refresh().then(() => listen(onEvent, refresh));
