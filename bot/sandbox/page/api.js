// Requests to the sandbox, and the WebSocket of live events, which reconnects.

/** The sandbox refused a request; the message is a sentence for the person. */
class Refused extends Error {}

async function answer(response) {
  const body = await response.json().catch(() => null);
  if (response.ok) return body ?? {};
  throw new Refused(body?.message || `The sandbox answered ${response.status}.`);
}

async function send(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Refused("The sandbox cannot be reached. Is it still running?");
  }
  return answer(response);
}

const postJson = (path, body) =>
  send(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

/** `files`: list of [field name, File]. */
function postForm(path, payload, files) {
  const form = new FormData();
  form.append("payload_json", JSON.stringify(payload));
  for (const [name, file] of files) form.append(name, file, file.name);
  return send(path, { method: "POST", body: form });
}

const query = (values) => new URLSearchParams(Object.entries(values).filter(([, value]) => value)).toString();

export const api = {
  state: (as) => send(`/sandbox/state?${query({ as })}`),
  messages: (as, channel) => send(`/sandbox/messages?${query({ as, channel, limit: 100 })}`),
  say: (payload, files) =>
    postForm(
      "/sandbox/messages",
      payload,
      files.map((file, at) => [`files[${at}]`, file]),
    ),
  command: (payload, files) => postForm("/sandbox/commands", payload, Object.entries(files)),
  complete: (payload) => postJson("/sandbox/autocomplete", payload),
  component: (payload) => postJson("/sandbox/components", payload),
  modal: (payload, files) => postForm("/sandbox/modals", payload, files),
  thread: (payload) => postJson("/sandbox/threads", payload),
  person: (payload, files) => postForm("/sandbox/people", payload, Object.entries(files)),
  remove: (payload) => postJson("/sandbox/delete", payload),
};

const PATIENCE = [250, 500, 1000, 2000, 4000]; // milliseconds before each attempt to reconnect

/** Receive live events as the person `as`; returns a function that stops it. `onState(connected, again)` reports the connection. */
export function follow(as, onEvent, onState) {
  let socket;
  let tries = 0;
  let stopped = false;
  let timer;
  let before = false;
  const connect = () => {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    socket = new WebSocket(`${scheme}://${location.host}/sandbox/live?${query({ as })}`);
    socket.onopen = () => {
      tries = 0;
      onState(true, before);
      before = true;
    };
    socket.onmessage = (message) => onEvent(JSON.parse(message.data));
    socket.onclose = () => {
      if (stopped) return;
      onState(false, before);
      timer = setTimeout(connect, PATIENCE[Math.min(tries++, PATIENCE.length - 1)]);
    };
  };
  connect();
  return () => {
    stopped = true;
    clearTimeout(timer);
    socket.close();
  };
}
