"""THE LETTERBOX: what owners are written, what they answer, and what invites them."""
