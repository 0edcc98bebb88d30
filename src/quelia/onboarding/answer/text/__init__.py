"""What was sent, as text: decoded, without what mail programs did to it, line by line, in words that are known."""
