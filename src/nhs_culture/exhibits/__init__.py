"""What a notebook shows: findings, headlines, charts, tables, sources and notes."""
