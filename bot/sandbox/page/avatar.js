// A person's avatar: their picture, or their initial on a colour of their own.
import { el, localUrl } from "./dom.js";
import { nameOf } from "./state.js";

const HUES = [28, 168, 206, 340, 262, 96];

/** `size` in CSS pixels. */
export function avatar(user, size = 40) {
  const url = localUrl(user?.avatar_url);
  const style = { width: `${size}px`, height: `${size}px` };
  if (url) return el("img", { class: "avatar", src: url, alt: "", style });
  const sum = [...String(user?.id ?? "")].reduce((total, letter) => total + letter.charCodeAt(0), 0);
  const props = {
    class: "avatar initial",
    "aria-hidden": "true",
    style: { ...style, "--hue": HUES[sum % HUES.length] },
  };
  return el("span", props, nameOf(user).slice(0, 1).toUpperCase());
}
