/** The share button: the system's own sheet where there is one, else the clipboard, else the link to copy by hand. */

export async function share(
  button: HTMLElement,
  said: HTMLElement,
  what: { title: string; url: string },
): Promise<void> {
  const { copied = "", byHand = "" } = button.dataset;
  if (navigator.share) {
    // Whoever closes the sheet has decided; nothing is to be said.
    await navigator.share(what).catch(() => undefined);
    return;
  }
  try {
    await navigator.clipboard.writeText(what.url);
    said.textContent = copied;
  } catch {
    said.textContent = `${byHand} ${what.url}`;
  }
}
