"""CodeCommit: repositories, branches and their commits, triggers, approval rule templates."""
