// The package still has the 22 regions of before 2016; these are part of a larger one today.
const TODAY = {
  Alsace: "Grand Est",
  "Champagne-Ardenne": "Grand Est",
  Lorraine: "Grand Est",
  Auvergne: "Auvergne-Rhône-Alpes",
  "Rhône-Alpes": "Auvergne-Rhône-Alpes",
  Bourgogne: "Bourgogne-Franche-Comté",
  "Franche-Comté": "Bourgogne-Franche-Comté",
  "Basse-Normandie": "Normandie",
  "Haute-Normandie": "Normandie",
  "Languedoc-Roussillon": "Occitanie",
  "Midi-Pyrénées": "Occitanie",
  "Nord-Pas-de-Calais": "Hauts-de-France",
  Picardie: "Hauts-de-France",
  Aquitaine: "Nouvelle-Aquitaine",
  Limousin: "Nouvelle-Aquitaine",
  "Poitou-Charentes": "Nouvelle-Aquitaine",
};

/** Today's region of a department, from its region of before 2016. */
export function regionToday(before) {
  return TODAY[before] ?? before;
}
