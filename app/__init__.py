"""Loxley: the Priority Families and CAF casework of one council."""

import gc

# A process holds some hundred thousand objects for as long as it lives, and makes many that go by themselves:
# looking through them all after every 700 new ones, as Python does, is a fifth of its start and of its work.
gc.set_threshold(50_000, 20, 50)
