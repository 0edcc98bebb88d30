/** What tests share: a stream that does what they say, and a visitor who comes and goes. */

import { vi } from "vitest";

/** An EventSource that does what the test says. */
export class Wire extends EventTarget {
  static readonly CLOSED = 2;
  static made: Wire[] = [];
  readyState = 1;
  readonly url: string;

  constructor(url: string) {
    super();
    this.url = url;
    Wire.made.push(this);
  }

  close(): void {
    this.readyState = Wire.CLOSED;
  }

  open(): void {
    this.readyState = 1;
    this.dispatchEvent(new Event("open"));
  }

  send(reading: object): void {
    this.dispatchEvent(new MessageEvent("reading", { data: JSON.stringify(reading) }));
  }

  refuse(): void {
    this.readyState = Wire.CLOSED;
    this.dispatchEvent(new Event("error"));
  }
}

export function look(state: "visible" | "hidden"): void {
  vi.spyOn(document, "visibilityState", "get").mockReturnValue(state);
  document.dispatchEvent(new Event("visibilitychange"));
}
