"""Buttons, selects and forms. Their state is in their ids; none waits in memory."""
