"""Values and pure rules: turns, models, prices, fairness, trees. No I/O; imports errors only."""
