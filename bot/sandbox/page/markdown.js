// Discord's markdown as DOM nodes: blocks first, then inline marks.
import { el, webUrl } from "./dom.js";
import { channelTitle, nameOf, roleById, roleName, userById, world } from "./state.js";

/** Nodes for a message's words. Nothing in them becomes HTML, and nothing is loaded. */
export function markdown(text) {
  return blocks(text.replace(/\r\n?/g, "\n"));
}

/** The words without their marks, on one line, for previews and screen readers. */
export function plain(text) {
  const held = el("div", {}, markdown(text));
  for (const end of held.querySelectorAll("div, blockquote, li, pre, br")) end.after(" ");
  return held.textContent.replace(/\s+/g, " ").trim();
}

const FENCE = /```(?:([\w+-]+)\n)?\n?([\s\S]*?)\n?```/;

function blocks(text) {
  const fence = FENCE.exec(text);
  if (!fence) return lines(text);
  const [whole, language, code] = fence;
  const before = text.slice(0, fence.index).replace(/\n$/, "");
  const after = text.slice(fence.index + whole.length).replace(/^\n/, "");
  return [
    before && lines(before),
    el("pre", { class: "code", tabindex: "0" }, el("code", { data: language ? { language } : {} }, code)),
    after && blocks(after),
  ];
}

const LINE_KINDS = [
  [/^>>> ([\s\S]*)$/, "rest"],
  [/^> ?(.*)$/, "quote"],
  [/^(#{1,3}) +(.+)$/, "heading"],
  [/^-# +(.+)$/, "subtext"],
  [/^ {0,3}[-*] +(.+)$/, "bullet"],
  [/^ {0,3}(\d{1,9})\. +(.+)$/, "number"],
];

function kindOf(line) {
  for (const [pattern, kind] of LINE_KINDS) {
    const match = pattern.exec(line);
    if (match) return [kind, match];
  }
  return ["words", [line]];
}

function lines(text) {
  const nodes = [];
  const rows = text.split("\n");
  for (let at = 0; at < rows.length;) {
    const [kind, match] = kindOf(rows[at]);
    if (kind === "rest") {
      nodes.push(el("blockquote", {}, blocks([match[1], ...rows.slice(at + 1)].join("\n"))));
      break;
    }
    let end = at + 1;
    const run = [match];
    while (end < rows.length && kindOf(rows[end])[0] === kind) run.push(kindOf(rows[end++])[1]);
    nodes.push(...runOf(kind, run));
    at = end;
  }
  return nodes;
}

function runOf(kind, run) {
  if (kind === "quote")
    return [
      el(
        "blockquote",
        {},
        run.map((match, at) => [at ? el("br") : null, inline(match[1])]),
      ),
    ];
  if (kind === "heading")
    return run.map((match) =>
      el(
        "div",
        { class: `heading h${match[1].length}`, role: "heading", "aria-level": 3 },
        inline(match[2]),
      ),
    );
  if (kind === "subtext") return run.map((match) => el("div", { class: "subtext" }, inline(match[1])));
  if (kind === "bullet")
    return [
      el(
        "ul",
        {},
        run.map((match) => el("li", {}, inline(match[1]))),
      ),
    ];
  if (kind === "number")
    return [
      el(
        "ol",
        { start: run[0][1] },
        run.map((match) => el("li", {}, inline(match[2]))),
      ),
    ];
  return [
    el(
      "div",
      { class: "words" },
      run.map((match, at) => [at ? el("br") : null, inline(match[0])]),
    ),
  ];
}

// In order of precedence; each takes its match to a node, or null to leave the text as it is.
const INLINE = [
  [/\\([\\`*_~|<>#@[\]().!:-])/, (m) => m[1]],
  [/(`+)([\s\S]*?[^`])\1(?!`)/, (m) => el("code", {}, m[2].trim() || m[2])],
  [/<@!?(\d+)>/, (m) => mention(m[1])],
  [/<#(\d+)>/, (m) => channelLink(m[1])],
  [/<@&(\d+)>/, (m) => roleMention(m[1])],
  [/<\/([\w -]+):\d+>/, (m) => el("span", { class: "mention" }, `/${m[1]}`)],
  [/<t:(-?\d{1,13})(?::([tTdDfFR]))?>/, (m) => moment(Number(m[1]), m[2])],
  [/<a?:(\w+):\d+>/, (m) => `:${m[1]}:`],
  [/\[((?:[^[\]]|\[[^[\]]*\])+)\]\(<?(https?:\/\/[^\s)>]+)>?(?: "[^"]*")?\)/, (m) => link(m[2], inline(m[1]))],
  [/<(https?:\/\/[^\s>]+)>/, (m) => link(m[1], m[1])],
  [/https?:\/\/[^\s<]*[^\s<.,:;"'\])*_~|!?]/, (m) => link(m[0], m[0])],
  [/\*\*\*(\S(?:[\s\S]*?\S)??)\*\*\*/, (m) => el("strong", {}, el("em", {}, inline(m[1])))],
  [/\*\*(\S(?:[\s\S]*?\S)??)\*\*(?!\*)/, (m) => el("strong", {}, inline(m[1]))],
  [/__([\s\S]+?)__(?!_)/, (m) => el("u", {}, inline(m[1]))],
  [/~~([\s\S]+?)~~/, (m) => el("s", {}, inline(m[1]))],
  [/\|\|([\s\S]+?)\|\|/, (m) => spoiler(inline(m[1]))],
  [/\*(?=\S)([^*\n]*[^*\s])\*(?!\*)/, (m) => el("em", {}, inline(m[1]))],
  [/(?<!\w)_(?=\S)([^_\n]*[^_\s])_(?!\w)/, (m) => el("em", {}, inline(m[1]))],
];

/** The nodes of a piece of text: the earliest mark first, then what follows it. */
function inline(text) {
  const nodes = [];
  let rest = text;
  while (rest) {
    const first = earliest(rest);
    if (!first) break;
    const [match, make] = first;
    if (match.index) nodes.push(rest.slice(0, match.index));
    nodes.push(make(match));
    rest = rest.slice(match.index + match[0].length);
  }
  if (rest) nodes.push(rest);
  return nodes;
}

function earliest(text) {
  let best = null;
  for (const [pattern, make] of INLINE) {
    const match = pattern.exec(text);
    if (match && (!best || match.index < best[0].index)) best = [match, make];
  }
  return best;
}

function roleMention(id) {
  const role = roleById(id);
  return el("span", { class: "mention" }, role ? roleName(role) : "@unknown-role");
}

function mention(id) {
  const user = userById(id);
  return el("span", { class: `mention${id === world.me?.id ? " me" : ""}` }, `@${user ? nameOf(user) : "unknown"}`);
}

function channelLink(id, words = null) {
  const channel = world.channels.get(id);
  if (!channel) return el("span", { class: "mention" }, "#unknown");
  return el("a", { class: "mention", href: `#/${id}` }, words ?? `#${channelTitle(channel)}`);
}

// The address of a message, which stays in this chat instead of opening Discord's.
const MESSAGE = /^https:\/\/discord\.com\/channels\/\d+\/(\d+)\/\d+$/;

function link(address, words) {
  const place = MESSAGE.exec(address);
  const here = world.channels.get(place?.[1]);
  if (here) return channelLink(here.id, words === address ? `#${channelTitle(here)} › message` : words);
  const href = webUrl(address);
  return href ? el("a", { href, target: "_blank", rel: "noopener noreferrer nofollow" }, words) : el("span", {}, words);
}

function spoiler(nodes) {
  const cover = el(
    "button",
    { type: "button", class: "spoiler", "aria-label": "Show the spoiler", "aria-expanded": "false" },
    el("span", {}, nodes),
  );
  cover.addEventListener("click", () => {
    const open = cover.classList.toggle("open");
    cover.setAttribute("aria-expanded", String(open));
    if (open) cover.removeAttribute("aria-label");
    else cover.setAttribute("aria-label", "Show the spoiler");
  });
  return cover;
}

const MOMENTS = {
  t: { timeStyle: "short" },
  T: { timeStyle: "medium" },
  d: { dateStyle: "short" },
  D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" },
  F: { dateStyle: "full", timeStyle: "short" },
};
const STEPS = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];

/** "in 5 minutes", "2 days ago"; `seconds` since the epoch. */
function fromNow(seconds) {
  const away = seconds - Date.now() / 1000;
  const [unit, size] = STEPS.find(([, step]) => Math.abs(away) >= step) ?? STEPS.at(-1);
  return new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(Math.round(away / size), unit);
}

function moment(seconds, style = "f") {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.valueOf())) return "an unknown time";
  const full = new Intl.DateTimeFormat("en", MOMENTS.F).format(date);
  const words = style === "R" ? fromNow(seconds) : new Intl.DateTimeFormat("en", MOMENTS[style]).format(date);
  return el(
    "time",
    { datetime: date.toISOString(), title: full, data: style === "R" ? { relative: seconds } : {} },
    words,
  );
}

setInterval(() => {
  for (const node of document.querySelectorAll("time[data-relative]"))
    node.textContent = fromNow(Number(node.dataset.relative));
}, 15_000);
