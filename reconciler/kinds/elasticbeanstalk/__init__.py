"""AWS Elastic Beanstalk: applications, and what runs in them. Declarations only."""
