// The Discord room: its messages, its suggestions, its modals.

import { build } from "./messages.js";
import { openModal } from "./modal.js";
import { Room } from "./room.js";
import { suggest } from "./suggestions.js";

export class DiscordRoom extends Room {
  hint = "type /";

  key(message) {
    return message.id;
  }

  moment(message) {
    return new Date(message.timestamp);
  }

  order(a, b) {
    return BigInt(a.id) < BigInt(b.id) ? -1 : 1;
  }

  build(message) {
    return build(message, this);
  }

  suggest(line) {
    return suggest(line, this);
  }

  commands() {
    return this.platform.commands;
  }

  async complete(path, options, focused) {
    return (await this.ask("autocomplete", { name: path, options, focused })).choices || [];
  }

  click(message, customId) {
    return this.act("click", { message: message.id, custom_id: customId });
  }

  async act(what, body) {
    const channel = this.at;
    const answer = await super.act(what, body);
    const { modal } = answer;
    if (modal) openModal(document.getElementById("modal"), modal, this, (values) => this.act("modal", { modal, values, channel }));
    return answer;
  }

  // Writes the command that sets a schedule, to be changed and sent.
  setSchedule(composer) {
    composer.put(`/bite-admin schedule time: 09:00 timezone: ${this.desk.zone} days: mon-fri`);
    this.desk.busy("Change what you like, then press Enter to send it.");
  }
}
