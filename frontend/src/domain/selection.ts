/** Which plants of a map somebody asked for; the twin of `src/quelia/domain/selection.py`. */

export interface Selection {
  /** All of them must stand somewhere in what is said of the plant. */
  readonly words: string;
  readonly energies: readonly string[];
  readonly region: string;
}

/** What a visitor reads of a plant. */
export interface Said {
  readonly name: string;
  readonly energy: string;
  readonly energyWord: string;
  readonly place: string;
  readonly region: string;
}

const ALIKE: Record<string, string> = { "’": "'", œ: "oe", æ: "ae", "-": " " };

/** A text as one types it who looks for it: no accents, no capitals, plain apostrophes, spaces for hyphens. */
export function folded(text: string): string {
  return text
    .toLowerCase()
    .replace(/[’œæ-]/g, (letter) => ALIKE[letter] ?? letter)
    .normalize("NFKD")
    .replace(/\p{M}/gu, "");
}

export function takes({ words, energies, region }: Selection, plant: Said): boolean {
  if (energies.length > 0 && !energies.includes(plant.energy)) return false;
  if (region !== "" && folded(region) !== folded(plant.region)) return false;
  const text = folded(`${plant.name} ${plant.energyWord} ${plant.place}`);
  return folded(words)
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** The selection in an address: `?q=`, `?energy=` (several, or with commas), `?region=`. */
export function selectionOf(query: URLSearchParams): Selection {
  const energies = query.getAll("energy").flatMap((text) => text.split(","));
  return {
    words: query.get("q") ?? "",
    energies: energies.filter(Boolean),
    region: query.get("region") ?? "",
  };
}

/** Writes the selection into an address; what asks for nothing is left out. */
export function writeSelection(
  { words, energies, region }: Selection,
  query: URLSearchParams,
): void {
  const all = { q: words.trim(), energy: energies.join(","), region };
  for (const [name, text] of Object.entries(all)) {
    if (text) query.set(name, text);
    else query.delete(name);
  }
}
