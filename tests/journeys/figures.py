"""What quelia measures about itself, as a scraper reads it from GET /metrics."""

from prometheus_client.parser import text_string_to_metric_families


class Figures:
    """One answer of /metrics. Histograms are asked by their name and a bound in seconds that is one of their buckets."""

    def __init__(self, exposition: str) -> None:
        self._samples: dict[str, float] = {}
        for family in text_string_to_metric_families(exposition):
            for sample in family.samples:
                bound = sample.labels.get("le", "")
                self._samples[f"{sample.name}{bound}"] = self._samples.get(f"{sample.name}{bound}", 0.0) + sample.value

    def __getitem__(self, name: str) -> float:
        """The value of a counter or gauge, of all its labels together."""
        return self._samples[name]

    def count(self, histogram: str) -> float:
        return self._samples[f"{histogram}_count"]

    def within(self, histogram: str, bound_s: float) -> float:
        """How many observations were not above the bound."""
        return self._samples[f"{histogram}_bucket{bound_s}"]

    def above(self, histogram: str, bound_s: float) -> float:
        return self.count(histogram) - self.within(histogram, bound_s)

    def share_within(self, histogram: str, bound_s: float, since: "Figures") -> float:
        """The part, 0 to 1, of the observations since another look that were not above the bound."""
        whole = self.count(histogram) - since.count(histogram)
        return (self.within(histogram, bound_s) - since.within(histogram, bound_s)) / whole
