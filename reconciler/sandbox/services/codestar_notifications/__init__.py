"""CodeStar Notifications: rules, targets, types of events, and what is sent on."""
