"""EventBridge: buses, rules, targets, archives, replays, connections, API destinations."""
