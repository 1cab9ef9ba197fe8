"""Rules about EventBridge: patterns, schedules, rules and their targets.

Sources: EventBridge User Guide, "Event patterns", "Cron expressions", "Rate expressions" and
"Quotas"; API Reference, PutRule, PutTargets and Target. What a pattern is, and which events there
are, the room `reconciler.events` says.
"""
