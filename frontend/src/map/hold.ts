/** The button that holds the page: nothing moves on it until it is let go. */

import { timeWithSeconds } from "../domain/age";
import type { Lang } from "../domain/words";
import { putText } from "../elements/put";
import type { Board } from "../live/board";

/** onChange: is told when the page was held, as text, and null once it is let go. */
export function holdButton(
  root: ParentNode,
  board: Board,
  onChange: (at: string | null) => void,
  lang: Lang,
): void {
  const button = root.querySelector<HTMLButtonElement>('[data-action="hold"]');
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    const held = !board.held;
    board.hold(held);
    document.documentElement.toggleAttribute("data-held", held);
    putText(button.querySelector(".hold-word"), button.dataset[held ? "resume" : "hold"] ?? "");
    onChange(held ? timeWithSeconds(board.nowMs(), lang) : null);
  });
}
