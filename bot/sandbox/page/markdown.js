// Discord's flavour of Markdown as DOM nodes; never as HTML, so that nothing is injected.

const INLINE = [
  [/^\\([!-/:-@[-`{-~])/, (m) => text(m[1])],
  [/^``(.+?)``(?!`)/s, (m) => node("code", m[1])],
  [/^`([^`]+)`/, (m) => node("code", m[1])],
  [/^\*\*(.+?)\*\*(?!\*)/s, (m, c) => node("strong", inline(m[1], c))],
  [/^__(.+?)__(?!_)/s, (m, c) => node("u", inline(m[1], c))],
  [/^~~(.+?)~~/s, (m, c) => node("s", inline(m[1], c))],
  [/^\*([^\s*](?:.*?[^\s*])?)\*(?!\*)/s, (m, c) => node("em", inline(m[1], c))],
  [/^_([^_]+)_(?![\w_])/s, (m, c) => node("em", inline(m[1], c))],
  [/^\[((?:\\.|[^\]\\])+)\]\(<?(https:\/\/[^\s>)]+)>?\)/, (m, c) => link(m[2], inline(m[1], c))],
  [/^<(https:\/\/[^\s>]+)>/, (m) => link(m[1], [text(m[1])])],
  [/^https:\/\/[^\s<>)]+/, (m) => link(m[0], [text(m[0])])],
  [/^<#(\d+)>/, (m, c) => node("span", `#${c.channel(m[1])}`, "mention")],
  [/^<@&(\d+)>/, (m, c) => node("span", `@${c.group(m[1])}`, "mention")],
  [/^<@!?(\d+)>/, (m, c) => node("span", `@${c.user(m[1])}`, "ping")],
  [/^@(?:everyone|here)/, (m) => node("span", m[0], "ping")],
];

// Renders a whole message; `context` names channels and people: channel(id), user(id).
export function render(source, context) {
  const root = document.createDocumentFragment();
  const parts = source.split(/```(?:\w*\n)?([\s\S]*?)\n?```/);
  parts.forEach((part, index) => {
    if (index % 2) {
      const pre = node("pre", []);
      pre.append(node("code", part));
      root.append(pre);
    } else if (part.trim()) {
      blocks(part.replace(/^\n|\n$/g, ""), context).forEach((one) => root.append(one));
    }
  });
  return root;
}

function blocks(source, context) {
  const done = [];
  for (const line of source.split("\n")) {
    const last = done[done.length - 1];
    const heading = /^(#{1,3}) (.+)/.exec(line);
    const fine = /^-# (.+)/.exec(line);
    const quote = /^> (.*)/.exec(line);
    const item = /^(?:[-*]|(\d+)\.) (.+)/.exec(line);
    if (heading) done.push(node(heading[1].length > 2 ? "h4" : "h3", inline(heading[2], context)));
    else if (fine) done.push(node("p", inline(fine[1], context), "fine"));
    else if (quote) done.push(node("blockquote", inline(quote[1], context)));
    else if (item) addItem(done, last, item, context);
    else if (!line.trim()) done.push(node("p", [], "gap"));
    else done.push(node("p", inline(line, context)));
  }
  return done;
}

function addItem(done, last, item, context) {
  const kind = item[1] ? "OL" : "UL";
  let list = last;
  if (!list || list.tagName !== kind) {
    list = node(kind.toLowerCase(), []);
    if (item[1]) list.start = Number(item[1]);
    done.push(list);
  }
  list.append(node("li", inline(item[2], context)));
}

function inline(source, context) {
  const nodes = [];
  let plain = "";
  let rest = source;
  while (rest) {
    const found = INLINE.map(([pattern, make]) => [pattern.exec(rest), make]).find(([m]) => m);
    if (found) {
      if (plain) nodes.push(text(plain));
      plain = "";
      nodes.push(found[1](found[0], context));
      rest = rest.slice(found[0][0].length);
    } else {
      plain += rest[0];
      rest = rest.slice(1);
    }
  }
  if (plain) nodes.push(text(plain));
  return nodes;
}

function text(value) {
  return document.createTextNode(value);
}

function link(url, children) {
  const made = node("a", children);
  made.href = url;
  made.target = "_blank";
  made.rel = "noopener noreferrer";
  return made;
}

function node(name, content, className) {
  const made = document.createElement(name);
  if (typeof content === "string") made.textContent = content;
  else made.append(...content);
  if (className) made.className = className;
  return made;
}
