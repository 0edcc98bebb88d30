"""The letter: what an owner is asked for, what his server will see of us, and how he can try it."""
