// What stands in a card's inputs.

/** Name → text, or a list of texts where any number may be chosen. */
export function fieldsOf(card) {
  const fields = {};
  for (const group of card.querySelectorAll("[data-many]")) fields[group.dataset.many] = [];
  for (const input of card.querySelectorAll("[data-field]")) {
    const name = input.dataset.field;
    if (input.type === "checkbox") {
      if (input.checked) fields[name].push(input.value);
    } else if (input.type !== "radio" || input.checked) {
      fields[name] = input.value;
    }
  }
  return fields;
}

/** What differs from how the server sent it: chosen, ticked or written by the person. */
function touched(input) {
  if (input.type === "radio" || input.type === "checkbox") return input.checked !== input.defaultChecked;
  if (input.tagName === "SELECT") return ![...input.options].find((one) => one.selected)?.defaultSelected && input.value !== "";
  return input.value !== input.defaultValue;
}

/** Moves what a person has begun to fill in from a card to the one that takes its place. */
export function bringValues(from, to) {
  for (const input of from.querySelectorAll("[data-field]")) {
    if (!touched(input)) continue;
    const twin = [...to.querySelectorAll("[data-field]")].find(
      (one) => one.dataset.field === input.dataset.field && (input.type !== "radio" && input.type !== "checkbox" || one.value === input.value),
    );
    if (!twin) continue;
    if (input.type === "radio" || input.type === "checkbox") twin.checked = input.checked;
    else twin.value = input.value;
  }
}

const weekday = new Intl.DateTimeFormat("sv-SE", { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" });

/** Says a chosen date in words beside it: which weekday it is matters more than its number. */
export function sayDate(input) {
  const output = input.parentElement.querySelector("output");
  const chosen = input.valueAsDate;
  if (output) output.textContent = chosen ? weekday.format(chosen) : "";
}
