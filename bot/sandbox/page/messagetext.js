// A message as plain text: for previews, copying and screen readers.
import { plain } from "./markdown.js";

const SUMMARY = 140; // characters

/** Every piece of text in a list of components. */
function componentText(list) {
  return (list ?? []).flatMap((data) => [data.type === 10 ? data.content : null, ...componentText(data.components)]);
}

/** All text of a message, to be copied. */
export function allText(message) {
  const embeds = (message.embeds ?? []).flatMap((data) => [data.title, data.description]);
  return [message.content, ...componentText(message.components), ...embeds].filter(Boolean).join("\n");
}

/** A message in one line: its words, else what is attached. */
export function summary(message) {
  if (!message) return "Original message was deleted";
  const words = plain(allText(message));
  if (words) return words.length > SUMMARY ? `${words.slice(0, SUMMARY - 1)}…` : words;
  const count = message.attachments?.length ?? 0;
  return count ? `${count} ${count === 1 ? "file" : "files"}` : "Click to see the message";
}
