"""The portal's own command line: ``python3 manage.py <command>``, one module a command group."""
