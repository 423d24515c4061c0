"""The command line's commands, one module each. What is heavy is imported when a command runs."""
