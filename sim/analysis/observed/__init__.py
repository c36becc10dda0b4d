"""What was observed of the war: deaths by month, events, and the regularities in them."""
