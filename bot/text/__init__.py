"""Every sentence that people read, in six languages. Imports core and errors."""
