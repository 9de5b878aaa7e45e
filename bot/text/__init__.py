"""Every sentence that people read, in six languages, and the names of commands.

Imports core and errors.
"""
