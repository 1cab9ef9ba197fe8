"""EventBridge: buses, rules, targets, events, archives, connections, API destinations."""
