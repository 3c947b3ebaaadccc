// The Slack room: its messages, its commands, its modals and its Home tab.

import { drawHome } from "./home.js";
import { Room } from "./room.js";
import { build } from "./slackmessage.js";
import { Modals } from "./modals.js";

export class SlackRoom extends Room {
  hint = "type / for commands";

  constructor(desk) {
    super(desk);
    this.modals = new Modals(document.getElementById("view"), this);
  }

  key(message) {
    return message.ts;
  }

  moment(message) {
    return new Date(message.shown_at);
  }

  order(a, b) {
    return a.ts < b.ts ? -1 : 1;
  }

  channels() {
    const me = this.person().id;
    return this.platform.channels.filter((one) => one.members.includes(me));
  }

  channel(id) {
    return this.platform.channels.find((one) => one.id === id)?.name || "unknown-channel";
  }

  label(channel) {
    if (channel.is_direct) return this.platform.bot.name;
    return channel.is_private ? `${channel.name} (private)` : `#${channel.name}`;
  }

  build(message) {
    return build(message, this);
  }

  suggest(line) {
    if (!line.startsWith("/") || /\s/.test(line)) return [];
    return this.platform.commands
      .filter((one) => one.name.startsWith(line))
      .map((one) => ({ label: one.name, hint: one.description, line: `${one.name} ` }));
  }

  press(where, block, element) {
    const block_id = block.block_id || "";
    return this.act("click", { ...where, block_id, action_id: element.action_id });
  }

  keep(event) {
    if (event.type === "view") this.platform.views[event.person] = event.view;
    else if (event.type === "home") this.platform.home[event.person] = event.view;
    else return super.keep(event);
    this.showViews();
    return false;
  }

  // Shows what this person has open: a modal, and the Home tab if one looks at it.
  showViews() {
    if (this.desk.room !== this) return;
    const me = this.person().id;
    this.modals.show(this.platform.views[me] || null);
    if (this.view === "home") drawHome(document.getElementById("home"), this.platform.home[me], this);
  }

  async openHome() {
    this.showViews();
    const answer = await this.act("home", {});
    if (answer.result === "failed") this.desk.notice(answer.error);
  }

  setSchedule() {
    return this.send("/bite-admin");
  }
}
