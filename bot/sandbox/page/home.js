// The App Home: the view that the bot keeps for each person.

import { plain, renderBlocks } from "./blocks.js";
import { make } from "./messages.js";

export function drawHome(panel, view, room) {
  if (panel.dataset.hash === (view?.hash || "none")) return;
  panel.dataset.hash = view?.hash || "none";
  const page = make("div", "page");
  if (!view) page.append(plain("p", `${room.platform.bot.name} has not shown its Home yet.`));
  else page.append(...renderBlocks(view.blocks, context(view, room)));
  panel.replaceChildren(page);
}

function context(view, room) {
  return {
    channel: (id) => room.channel(id),
    user: (id) => room.user(id),
    press: (block, element) => room.press({ view: view.id }, block, element),
    take: (field) => field.node,
  };
}
