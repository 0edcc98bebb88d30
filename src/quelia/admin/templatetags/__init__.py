"""What templates of the office can say beyond Django."""
