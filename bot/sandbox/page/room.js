// One room of one platform: what was said there, where one stands in it, what is new.

import { ask } from "./api.js";

export class Room {
  constructor(desk) {
    this.desk = desk; // who one is, the clock's zone, and where to show what goes on
    this.at = ""; // the channel
    this.view = "messages"; // or "home"
    this.draft = "";
    this.unread = new Set();
    this.dismissed = new Set();
  }

  get id() {
    return this.platform.id;
  }

  take(platform) {
    this.platform = platform;
    this.stay();
  }

  // Leaves a channel that there is not, or that this person may not see.
  stay() {
    const seen = this.channels();
    if (!seen.some((one) => one.id === this.at)) this.at = seen[0].id;
  }

  person() {
    const { people } = this.platform;
    return people.find((one) => one.name === this.desk.who) || people[0];
  }

  channels() {
    return this.platform.channels;
  }

  channel(id) {
    return this.platform.channels.find((one) => one.id === id)?.name || "unknown";
  }

  user(id) {
    if (id === this.platform.bot.id) return this.platform.bot.name;
    return this.platform.people.find((one) => one.id === id)?.name || "somebody";
  }

  // A role or user group, by its id.
  group(id) {
    return this.platform.groups.find((one) => one.id === id)?.name || "a group";
  }

  // How a channel is written in a list, a title and the message box.
  label(channel) {
    return `#${channel.name}`;
  }

  title() {
    return this.label(this.channels().find((one) => one.id === this.at));
  }

  messages() {
    const mine = this.platform.private[this.person().id]?.[this.at] || [];
    const all = [...(this.platform.messages[this.at] || []), ...mine];
    return all.filter((one) => !this.dismissed.has(this.key(one))).sort((a, b) => this.order(a, b));
  }

  hasNews() {
    return this.channels().some((one) => this.unread.has(one.id));
  }

  // Remembers what an event tells; says whether this person sees a message of it.
  keep(event) {
    if (event.type === "bot") this.platform.bot.online = event.online;
    if (event.type === "commands") this.platform.commands = event.commands;
    if (!event.message) return false;
    const isPrivate = event.type.startsWith("private");
    const shelf = isPrivate
      ? ((this.platform.private[event.person] ||= {})[event.channel] ||= [])
      : (this.platform.messages[event.channel] ||= []);
    const at = shelf.findIndex((one) => this.key(one) === this.key(event.message));
    if (event.type.endsWith("_delete")) shelf.splice(at, at < 0 ? 0 : 1);
    else if (at < 0) shelf.push(event.message);
    else shelf[at] = event.message;
    const isSeen = this.channels().some((one) => one.id === event.channel);
    return isSeen && (!isPrivate || event.person === this.person().id);
  }

  dismiss(message) {
    this.dismissed.add(this.key(message));
    document.getElementById(`m${this.key(message)}`)?.remove();
  }

  ask(what, body) {
    return ask(what, { platform: this.id, person: this.person().id, channel: this.at, ...body });
  }

  // Asks, and says so while the answer is awaited.
  async act(what, body) {
    this.desk.busy(`${this.platform.bot.name} is working on it…`);
    const answer = await this.ask(what, body);
    this.desk.busy("");
    return answer;
  }

  async send(line) {
    const isCommand = line.startsWith("/");
    const answer = isCommand ? await this.act("command", { text: line }) : await this.ask("say", { text: line });
    if (answer.result === "failed") this.desk.notice(`${line}: ${answer.error}`);
    return answer;
  }
}
