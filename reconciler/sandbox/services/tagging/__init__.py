"""The Resource Groups Tagging API, over all services of the sandbox and over moto's."""
