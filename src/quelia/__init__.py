"""The real-time layer of interactive maps of renewable plants."""
