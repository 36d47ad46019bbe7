"""How the adapter of the bundled encoder was trained; not part of the installed product."""
