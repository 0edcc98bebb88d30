/** The address of a server, as people write it on their pages. */

/** Without a slash at its end; "" for the page's own. One server is one address, however it is written: one stream. */
export function serverAddress(written: string, page: string): string {
  const text = written.trim();
  if (text === "") return "";
  // "carte.example" would be a file beside the page
  const whole = /^[\w.-]+(:\d+)?$/.test(text) ? `https://${text}` : text;
  try {
    const { origin, pathname } = new URL(whole, page);
    const address = (origin + pathname).replace(/\/+$/, "");
    return address === new URL(page).origin ? "" : address;
  } catch {
    return text.replace(/\/+$/, "");
  }
}
