"""The simulated owners, one by one: what they declare stands in a file for `quelia load`, what they answer beside it."""

from quelia.sources.demo.office import SimulatedOwner
from quelia.sources.demo.owners import (
    biogaz_de_la_vesle,
    compagnie_des_reflets,
    cretes_du_levezou,
    gaz_des_talus,
    herbe_et_methane,
    large_et_alizes,
    ombrieres_garonne,
    pins_et_panneaux,
    plaine_et_pales,
    sciure_et_chaleur,
    solaire_du_sud,
    sole_e_machja,
    soleil_des_varangues,
    toits_et_tournesols,
    torrents_et_turbines,
    vents_contraires,
    vents_d_iroise,
    vergers_a_l_ombre,
)

OWNERS: tuple[SimulatedOwner, ...] = (
    solaire_du_sud.OWNER,
    ombrieres_garonne.OWNER,
    vents_d_iroise.OWNER,
    cretes_du_levezou.OWNER,
    biogaz_de_la_vesle.OWNER,
    toits_et_tournesols.OWNER,
    torrents_et_turbines.OWNER,
    pins_et_panneaux.OWNER,
    gaz_des_talus.OWNER,
    herbe_et_methane.OWNER,
    large_et_alizes.OWNER,
    vents_contraires.OWNER,
    compagnie_des_reflets.OWNER,
    plaine_et_pales.OWNER,
    sciure_et_chaleur.OWNER,
    vergers_a_l_ombre.OWNER,
    sole_e_machja.OWNER,
    soleil_des_varangues.OWNER,
    SimulatedOwner("lumiere_des_cigognes.toml", {}),  # still building: it has no server
)
