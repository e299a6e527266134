"""The Wilson score interval of a share: honest also where nothing, or everything, was right."""

from math import sqrt
from statistics import NormalDist

CONFIDENCE = 0.95


def wilson(successes: int, total: int, *, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """The lower and upper bound, each from 0 to 1. Raises ValueError where the counts make no share."""
    if total <= 0 or not 0 <= successes <= total:
        raise ValueError(f"{successes} of {total} is no share.")
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share = successes / total
    middle = share + z * z / (2 * total)
    reach = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    scale = 1 + z * z / total
    # The formula leaves a rounding error where the bound is 0 or 1 exactly.
    low = 0.0 if successes == 0 else (middle - reach) / scale
    high = 1.0 if successes == total else (middle + reach) / scale
    return low, high
