// The state of this page's interactions: acknowledged, answered with a dialog, or unanswered.

const NO_ANSWER = 10_000; // milliseconds; the sandbox itself decides after 3 s, this is for a lost connection

const asked = new Map(); // interaction id → settle function
const early = new Map(); // events that came before the request that caused them returned
let openDialog = () => {};

export const onDialog = (show) => {
  openDialog = show;
};

function settle(id, event) {
  if (event.t === "MODAL_OPEN") openDialog(event.d);
  asked.get(id)(event.t === "INTERACTION_FAILED" ? "failed" : "answered");
}

/** Apply one live event, if it is about an interaction. Interactions of another window are ignored. */
export function applyFate(event) {
  if (!["MODAL_OPEN", "INTERACTION_ACK", "INTERACTION_FAILED"].includes(event.t)) return;
  const id = event.d.interaction_id;
  if (asked.has(id)) settle(id, event);
  else {
    early.set(id, [...(early.get(id) ?? []), event]);
    if (early.size > 50) early.delete(early.keys().next().value);
  }
}

/** Send an interaction and wait for its result: "answered" or "failed". Throws Refused if the sandbox does not accept it. */
export async function ask(request) {
  const { interaction_id: id } = await request;
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve("failed"), NO_ANSWER);
    asked.set(id, (result) => {
      clearTimeout(timer);
      resolve(result);
    });
    for (const event of early.get(id) ?? []) settle(id, event);
    early.delete(id);
  });
}
