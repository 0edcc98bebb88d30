"""The cellar: what is kept, and how secrets are sealed."""
