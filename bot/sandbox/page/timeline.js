// The messages of a channel, day by day, and where one looks among them.

import { make } from "./messages.js";

export class Timeline {
  constructor(log, desk) {
    this.log = log;
    this.desk = desk;
  }

  draw(room) {
    this.log.setAttribute("aria-busy", "true");
    this.log.replaceChildren();
    this.day = "";
    room.messages().forEach((one) => this.add(one, room));
    const last = this.log.lastElementChild;
    if (last) this.look(last, "instant");
    this.log.removeAttribute("aria-busy");
  }

  show(message, room) {
    this.look(this.add(message, room), "auto");
  }

  replace(message, room) {
    const old = document.getElementById(`m${room.key(message)}`);
    this.stamp(message, room);
    old?.replaceWith(room.build(message));
  }

  remove(message, room) {
    document.getElementById(`m${room.key(message)}`)?.remove();
  }

  notice(text) {
    const line = make("p", "message fault");
    line.setAttribute("role", "alert");
    line.textContent = text;
    this.log.append(line);
    line.scrollIntoView({ block: "end" });
  }

  add(message, room) {
    const date = this.stamp(message, room);
    const day = date.toLocaleDateString("en-CA", { timeZone: this.desk.zone });
    if (this.day !== day) {
      this.day = day;
      this.log.append(this.divider(date));
    }
    const article = room.build(message);
    this.log.append(article);
    return article;
  }

  // A card longer than the screen starts at its title, else the end is in view.
  look(article, behavior) {
    const isTall = article.offsetHeight > this.log.clientHeight - 16;
    article.scrollIntoView({ block: isTall ? "start" : "end", behavior });
  }

  stamp(message, room) {
    const date = room.moment(message);
    message.clock = date.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: this.desk.zone });
    return date;
  }

  divider(date) {
    const line = make("p", "day");
    line.textContent = date.toLocaleDateString("en-GB", {
      weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: this.desk.zone,
    });
    return line;
  }
}
