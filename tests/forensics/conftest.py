"""The stripes and their space, where pictures are asked what they are."""

from helpers.stripes import stripe_cache as stripe_cache
from helpers.stripes import stripe_space as stripe_space
from helpers.stripes import stripe_works as stripe_works
