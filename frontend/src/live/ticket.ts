/** The ticket of a page in preview, which lets it see what is not public. Public pages have none. */

// Far shorter than a ticket lives: a link that is withdrawn should not go on for long on a page that is open.
const RENEW_MS = 60_000;

const page = document.documentElement;

/** A stream's address with the ticket that the page holds at this moment, if any. */
export function ticketed(address: string): string {
  const ticket = page.dataset["queliaDraft"];
  return ticket ? `${address}&draft=${ticket}` : address;
}

/** Asks for a fresh ticket again and again. ended: there is none any more. Returns the way to stop. */
export function keepRenewed(ended: () => void): () => void {
  const renew = async () => {
    try {
      const answer = await fetch(page.dataset["queliaRenew"] ?? "", { cache: "no-store" });
      if (answer.status === 404) ended();
      if (answer.ok) page.dataset["queliaDraft"] = await answer.text();
    } catch {
      // Nobody is there: what is shown says so itself.
    }
  };
  const looked = () => {
    if (document.visibilityState === "visible") void renew();
  };
  const timer = setInterval(renew, RENEW_MS);
  document.addEventListener("visibilitychange", looked);
  return () => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", looked);
  };
}
