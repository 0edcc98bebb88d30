// Cuts shapes to a window and lays them flat.

/** Web Mercator, in metres. */
export function project([longitude, latitude]) {
  const radius = 6378137;
  const x = (longitude * Math.PI * radius) / 180;
  const y = Math.log(Math.tan(Math.PI / 4 + (latitude * Math.PI) / 360)) * radius;
  return [x, y];
}

export function isInside([west, south, east, north], [x, y]) {
  return x > west && x < east && y > south && y < north;
}

function cutSide(ring, inside, cross) {
  const kept = [];
  for (let i = 0; i < ring.length; i++) {
    const from = ring[(i + ring.length - 1) % ring.length];
    const to = ring[i];
    if (inside(from) !== inside(to)) kept.push(cross(from, to));
    if (inside(to)) kept.push(to);
  }
  return kept;
}

/** Sutherland–Hodgman: the part of a ring inside the window, or null. */
function cutRing([west, south, east, north], ring) {
  const at = (axis, edge) => (a, b) => {
    const part = (edge - a[axis]) / (b[axis] - a[axis]);
    return [a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part];
  };
  let open = ring.slice(0, -1);
  open = cutSide(open, (p) => p[0] >= west, at(0, west));
  open = cutSide(open, (p) => p[0] <= east, at(0, east));
  open = cutSide(open, (p) => p[1] >= south, at(1, south));
  open = cutSide(open, (p) => p[1] <= north, at(1, north));
  return open.length < 3 ? null : [...open, open[0]];
}

export function cutPolygons(window, polygons) {
  return polygons
    .map((rings) => rings.map((ring) => cutRing(window, ring)))
    .filter((rings) => rings[0])
    .map((rings) => rings.filter(Boolean));
}

/** The parts of lines that lie inside the window. */
export function cutLines(window, lines) {
  const runs = [];
  for (const line of lines) {
    let run = [];
    for (const point of [...line, null]) {
      if (point && isInside(window, point)) run.push(point);
      else {
        if (run.length > 1) runs.push(run);
        run = [];
      }
    }
  }
  return runs;
}

/** Chaikin: rounds a line whose points lie far apart; its ends stay. */
export function rounded(line, times = 2) {
  if (times === 0 || line.length < 3) return line;
  const out = [line[0]];
  for (let i = 0; i + 1 < line.length; i++) {
    const [a, b] = [line[i], line[i + 1]];
    const between = (part) => [a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part];
    if (i > 0) out.push(between(0.25));
    if (i + 2 < line.length) out.push(between(0.75));
  }
  out.push(line.at(-1));
  return rounded(out, times - 1);
}
