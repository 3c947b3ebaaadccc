// What Discord's composer offers while one types: commands, options, and the bot's own choices.

const ADMINISTRATOR_ONLY = (command) => command.default_member_permissions !== null;

// Reads a typed line: the command and the option that the cursor stands in.
export function read(line, commands) {
  if (!line.startsWith("/")) return null;
  const words = line.slice(1).split(/\s+/);
  const command = commands.find((one) => one.name === words[0]);
  if (!command || !/\s/.test(line)) return { stage: "command", typed: words[0] };
  const subs = (command.options || []).filter((one) => one.type === 1);
  if (!subs.length) return options(command, [command.name], line, `/${command.name} `);
  const sub = subs.find((one) => one.name === words[1]);
  if (!sub || words.length < 3) return { stage: "sub", command, subs, typed: words[1] || "" };
  return options(sub, [command.name, sub.name], line, `/${command.name} ${sub.name} `);
}

function options(leaf, path, line, head) {
  const known = (leaf.options || []).filter((one) => one.type > 2);
  const rest = line.slice(head.length);
  const marks = [...rest.matchAll(/(?:^|\s)([\w-]+):\s*/g)].filter((m) => known.some((o) => o.name === m[1]));
  const values = {};
  marks.forEach((mark, index) => {
    const end = index + 1 < marks.length ? marks[index + 1].index : rest.length;
    values[mark[1]] = rest.slice(mark.index + mark[0].length, end).trim();
  });
  const last = marks[marks.length - 1];
  if (last) {
    const start = head.length + last.index + last[0].length;
    return { stage: "value", path, known, values, option: known.find((o) => o.name === last[1]), start, typed: line.slice(start) };
  }
  if (known.length === 1) {
    return { stage: "value", path, known, values: { [known[0].name]: rest }, option: known[0], start: head.length, typed: rest };
  }
  return { stage: "option", path, known, values, start: head.length, typed: rest };
}

// Lists suggestions as {label, hint, line}: the line is what the composer then holds.
export async function suggest(line, room) {
  const at = read(line, room.commands());
  if (!at) return [];
  if (at.stage === "command") return commandList(at.typed || "", room);
  if (at.stage === "sub") {
    return at.subs
      .filter((one) => one.name.startsWith(at.typed))
      .map((one) => ({ label: `/${at.command.name} ${one.name}`, hint: one.description, line: `/${at.command.name} ${one.name} ` }));
  }
  if (at.stage === "option") return optionList(at, line.slice(0, at.start), at.typed);
  return valueList(at, line, room);
}

function commandList(typed, room) {
  const offered = room.commands().filter((one) => room.person().admin || !ADMINISTRATOR_ONLY(one));
  return offered
    .filter((one) => one.name.startsWith(typed))
    .map((one) => ({ label: `/${one.name}`, hint: one.description, line: `/${one.name} ` }));
}

function optionList(at, head, typed) {
  return at.known
    .filter((one) => !(one.name in at.values) && one.name.startsWith(typed.trim()))
    .map((one) => ({ label: `${one.name}:`, hint: one.description, line: `${head}${one.name}: ` }));
}

async function valueList(at, line, room) {
  const head = line.slice(0, at.start);
  const more = /\s$/.test(line) && at.typed.trim() ? optionList(at, `${line.trimEnd()} `, "") : [];
  if (more.length) return more;
  if (at.option.type === 7) {
    return room.channels()
      .filter((one) => `#${one.name}`.includes(at.typed.trim()))
      .map((one) => ({ label: `#${one.name}`, hint: "", line: `${head}#${one.name} ` }));
  }
  if (at.option.type === 6) {
    return room.platform.people
      .filter((one) => `@${one.name}`.toLowerCase().includes(at.typed.trim().toLowerCase()))
      .map((one) => ({ label: `@${one.name}`, hint: "", line: `${head}@${one.name} ` }));
  }
  if (!at.option.autocomplete) return [];
  const found = await room.complete(at.path, at.values, at.option.name);
  return found.map((one) => ({
    label: one.name, hint: "", line: `${head}${one.value}${at.known.length > 1 ? " " : ""}`,
  }));
}
