/** What an interval means in calls, said anew while one types it; the server said it first. */

const DAY_S = 86_400;

export function watchPace(root: ParentNode): void {
  const told = root.querySelector<HTMLElement>("[data-pace]");
  const inputs = ["interval_s", "history_s", "daily_quota"].map((name) =>
    root.querySelector<HTMLInputElement>(`[name=${name}]`),
  );
  const [interval, history, quota] = inputs;
  if (told === null || interval == null || history == null || quota == null) return;
  const tell = (): void => {
    told.textContent = pace(
      told.dataset,
      number(interval),
      number(history),
      number(quota),
      document.documentElement.lang,
    );
  };
  for (const input of [interval, history, quota]) input.addEventListener("input", tell);
}

/** The sentence; empty for an interval that is none. `words`: pace, paceNever, paceQuota. */
export function pace(
  words: DOMStringMap,
  intervalS: number,
  historyS: number,
  quota: number,
  language: string,
): string {
  if (!(intervalS >= 1)) return "";
  const written = (count: number, digits = 0): string =>
    new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(count);
  const facts: Record<string, string> = {
    minute: written(60 / intervalS, 2),
    day: written(DAY_S / intervalS),
    idle: written(DAY_S / Math.max(intervalS, historyS || 1)),
    quota: written(quota),
  };
  const sentences = [historyS > 0 ? words["pace"] : words["paceNever"]];
  if (quota > 0 && quota < DAY_S / intervalS) sentences.push(words["paceQuota"]);
  return sentences
    .map((each) => (each ?? "").replace(/\{(\w+)\}/g, (_, name: string) => facts[name] ?? ""))
    .join(" ");
}

function number(input: HTMLInputElement): number {
  return Number(input.value.replace(/[\s\u202f]/g, "").replace(",", ".") || Number.NaN);
}
