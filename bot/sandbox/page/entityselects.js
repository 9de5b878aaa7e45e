// Selects of people, roles and channels: what they offer here.
import { channels, people, roles } from "./optionrows.js";

/** By the component's type: how it is called, and its rows. */
export const ENTITY_SELECTS = {
  5: { label: "Select a person", rows: people },
  6: { label: "Select a role", rows: roles },
  7: { label: "Select a person or role", rows: () => [...people(), ...roles()] },
  8: { label: "Select a channel", rows: channels },
};

/** Such a component with its options, as a select of words has them. */
export function withOptions(data) {
  const chosen = (data.default_values ?? []).map(({ id }) => id);
  const rows = ENTITY_SELECTS[data.type].rows(data);
  const options = rows.map(({ words, value }) => ({ label: words, value, default: chosen.includes(value) }));
  return { ...data, options };
}
