"""Amazon SNS: topics, and single statements of their policies. Declarations only."""
