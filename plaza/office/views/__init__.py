"""The set-up and the administrator's pages."""
