"""What was said, held against the example, the rules for addresses, and what a source must be told."""
