/** How high the chosen marker stands above its place, so that it covers no other. */

const STEP_PX = 4;
const MOST_PX = 100; // above the card on a phone there is room for no more

/** What stands above a place. */
export interface Standing {
  /** On the screen, downwards. */
  readonly x: number;
  readonly y: number;
  readonly widePx: number;
  readonly highPx: number;
}

/** Returns 0 where nothing is in the way, and where there is no room in reach. */
export function liftPx(chosen: Standing, others: readonly Standing[]): number {
  const beside = others.filter(
    ({ x, widePx }) => Math.abs(x - chosen.x) < (widePx + chosen.widePx) / 2,
  );
  const isFree = (lift: number) => {
    const bottom = chosen.y - lift;
    return beside.every(({ y, highPx }) => bottom <= y - highPx || bottom - chosen.highPx >= y);
  };
  for (let lift = 0; lift <= MOST_PX; lift += STEP_PX) if (isFree(lift)) return lift;
  return 0;
}
