/** The board renews itself quietly: focus and scroll stay where they are, and nobody's session lasts longer by it. */

const QUIET = { "X-Quelia-Quiet": "1" };

/** Renew as long as somebody looks. What cannot be renewed says so, and a link to reload is there in any case. */
export function renews(board: HTMLElement): void {
  const { renews: every_s = "10" } = board.dataset;
  const timer = setInterval(async () => {
    if (document.hidden || isBusy(board)) return;
    const fresh = await asked(board.id);
    if (fresh !== null) {
      takeOver(board, fresh);
      return;
    }
    clearInterval(timer);
    for (const said of board.querySelectorAll<HTMLElement>(".stopped")) said.hidden = false;
  }, Number(every_s) * 1000);
}

/** Put what is new in the place of what was there, and the focus where it was. */
export function takeOver(board: HTMLElement, fresh: HTMLElement): void {
  const held = document.activeElement;
  const id = held !== null && board.contains(held) ? held.id : "";
  const { scrollX, scrollY } = window;
  board.replaceChildren(...fresh.childNodes);
  if (id !== "") document.getElementById(id)?.focus({ preventScroll: true });
  window.scrollTo(scrollX, scrollY);
}

/** Somebody marks a piece of it, to copy it: it must not vanish under his hand. */
function isBusy(board: HTMLElement): boolean {
  const marked = getSelection();
  return marked !== null && !marked.isCollapsed && board.contains(marked.anchorNode);
}

/** The same page as it is now; null where it is no longer given, since the session is over or the server is away. */
async function asked(id: string): Promise<HTMLElement | null> {
  try {
    const answer = await fetch(location.href, { headers: QUIET });
    if (!answer.ok || answer.redirected) return null;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return page.getElementById(id);
  } catch {
    return null;
  }
}
