"""Past power grabs: the record, what the rules for blocs make of it, parameters set on it."""
