"""CodePipeline: action types, pipelines, executions and transitions, webhooks."""
