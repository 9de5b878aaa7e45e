"""What people see in Discord: each cog turns Discord's events into calls on the studio."""
