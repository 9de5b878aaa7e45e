"""Values and pure rules: requests, turns, trees, models, prices, fairness, allowances, access.

No I/O and no clock: the time is a parameter. Imports errors only.
"""
