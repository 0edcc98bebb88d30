"""The corridor between processes: what one says, all hear, the speaker included."""
