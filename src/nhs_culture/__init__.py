"""Published outcomes of leadership and culture programmes, beside the official statistics."""
