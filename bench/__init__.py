"""The benchmarks: quelia beside its peers in one run, as ratios. Described in docs/bench.md; started by `make bench`."""
