"""Plants as files: tables for spreadsheets, and GeoJSON for maps. What a file says is proposed first, then declared."""
