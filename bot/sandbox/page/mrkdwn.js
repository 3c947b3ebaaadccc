// Slack's mrkdwn as DOM nodes; never as HTML, so that nothing is injected.

const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };
const BEFORE = "(?<![\\p{L}\\p{N}])"; // marks work at the edges of words only
const AFTER = "(?![\\p{L}\\p{N}])";
const INLINE = [
  [/`([^`\n]+)`/uy, (m, c) => node("code", inside(m[1], c))],
  [marked("\\*"), (m, c) => node("strong", inline(m[1], c))],
  [marked("_"), (m, c) => node("em", inline(m[1], c))],
  [marked("~"), (m, c) => node("s", inline(m[1], c))],
  [/<([^<>\n]+)>/uy, (m, c) => reference(m[1], c)],
  [/https?:\/\/[^\s<>|]+[^\s<>|.,;:!?)]/uy, (m) => link(m[0], [decode(m[0])])],
  [/@(?:channel|here|everyone)\b/uy, (m, c) => (c.pings?.includes(m[0]) ? ping(m[0]) : text(m[0]))],
];

function marked(mark) {
  return new RegExp(`${BEFORE}${mark}([^\\s${mark}](?:[^${mark}\\n]*[^\\s${mark}])?)${mark}${AFTER}`, "uy");
}

// Renders a text; `context` names channels and people: channel(id), user(id), and what pings.
export function render(source, context) {
  const root = document.createDocumentFragment();
  source.split(/```\n?([\s\S]*?)\n?```/).forEach((part, index) => {
    if (index % 2) root.append(node("pre", [node("code", inside(part, context))]));
    else if (part.trim()) root.append(...blocks(part.replace(/^\n|\n$/g, ""), context));
  });
  return root;
}

// Turns the three entities that Slack knows back into what they stand for.
export function decode(value) {
  return value.replace(/&(?:amp|lt|gt);/g, (one) => ENTITIES[one]);
}

function blocks(source, context) {
  const done = [];
  for (const line of source.split("\n")) {
    const quote = /^(?:>|&gt;) ?(.*)/.exec(line);
    const item = /^\s*[•◦] (.+)/.exec(line);
    const last = done[done.length - 1];
    if (quote) addLine(done, last, inline(quote[1], context));
    else if (item) addItem(done, last, inline(item[1], context));
    else if (!line.trim()) done.push(node("p", [], "gap"));
    else done.push(node("p", inline(line, context)));
  }
  return done;
}

function addLine(done, last, nodes) {
  if (last?.tagName !== "BLOCKQUOTE") done.push(node("blockquote", nodes));
  else last.append(document.createElement("br"), ...nodes);
}

function addItem(done, last, nodes) {
  let list = last;
  if (list?.tagName !== "UL") done.push((list = node("ul", [])));
  list.append(node("li", nodes));
}

function inline(source, context) {
  const nodes = [];
  let plain = "";
  let at = 0;
  while (at < source.length) {
    const found = INLINE.map(([pattern, make]) => [match(pattern, source, at), make]).find(([m]) => m);
    if (!found) {
      plain += source[at];
      at += 1;
      continue;
    }
    if (plain) nodes.push(text(plain));
    plain = "";
    nodes.push(found[1](found[0], context));
    at += found[0][0].length;
  }
  if (plain) nodes.push(text(plain));
  return nodes;
}

function match(pattern, source, at) {
  pattern.lastIndex = at;
  return pattern.exec(source);
}

// What stands between angle brackets: a channel, somebody who is pinged, or a link.
function reference(token, context) {
  const [target, label] = [token.split("|", 1)[0], token.split("|").slice(1).join("|")];
  if (target.startsWith("#")) return node("span", `#${decode(label || context.channel(target.slice(1)))}`, "mention");
  if (target.startsWith("@")) return ping(`@${decode(label || context.user?.(target.slice(1)) || target.slice(1))}`);
  if (target.startsWith("!date^")) return text(label);
  if (target.startsWith("!subteam^")) return ping(`@${decode(context.group?.(target.slice(9)) || label)}`);
  if (target.startsWith("!")) return ping(`@${decode(label || target.slice(1).split("^")[0])}`);
  if (/^(?:https?:\/\/|mailto:)/.test(target)) return link(target, label ? inline(label, context) : [decode(target)]);
  return text(`<${token}>`);
}

// Code holds no marks, but what is in angle brackets still counts.
function inside(source, context) {
  return source.split(/(<[^<>\n]+>)/).map((part, index) => (index % 2 ? reference(part.slice(1, -1), context) : text(part)));
}

function ping(value) {
  return node("span", value, "ping");
}

function text(value) {
  return document.createTextNode(decode(value));
}

function link(url, children) {
  const made = node("a", children);
  made.href = decode(url);
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
