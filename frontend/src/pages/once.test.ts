// @vitest-environment happy-dom
import { beforeEach, expect, test } from "vitest";
import { sendOnce } from "./once";

let form: HTMLFormElement;
let button: HTMLButtonElement;

beforeEach(() => {
  document.body.innerHTML = '<form data-once="Envoi…"><button class="go">Envoyer</button></form>';
  form = document.querySelector("form") as HTMLFormElement;
  button = document.querySelector("button") as HTMLButtonElement;
  sendOnce(form);
});

function press(): Event {
  const event = new SubmitEvent("submit", { cancelable: true, submitter: button });
  form.dispatchEvent(event);
  return event;
}

test("a form is sent at the first press, and not at the second", () => {
  expect([press(), press()].map((event) => event.defaultPrevented)).toEqual([false, true]);
});

test("the button says that it is on its way", () => {
  press();
  expect(button.textContent).toBe("Envoi…");
});

test("a page that is shown again can be sent again", () => {
  press();
  window.dispatchEvent(new Event("pageshow"));
  expect(button.textContent).toBe("Envoyer");
  expect(press().defaultPrevented).toBe(false);
});
