"""Follow-ups: meetings with their invitations and results, and the day every open case is looked at next."""
