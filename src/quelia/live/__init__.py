"""The hall: asks in time, takes in what comes, and hands the newest to whoever watches."""
