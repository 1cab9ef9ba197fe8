"""Amazon EventBridge: buses, rules, archives, and the way to HTTP endpoints. Declarations only."""
