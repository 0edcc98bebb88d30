"""The vocabulary: what quelia speaks of, pure. No network, database, asyncio, logging or clock."""
