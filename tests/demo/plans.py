"""The plan the demo's stories are written for, and another one that the demo must be able to show."""

PLAN = "danderyd"
OTHER_PLAN = "stockholm"
