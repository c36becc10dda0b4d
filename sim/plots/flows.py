"""The alliance picture: who is in which treaty, beside who stands close to whom."""
from sim.plots.affinities import affinity_network as alliance_picture
