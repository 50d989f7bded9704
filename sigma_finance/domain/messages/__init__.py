"""Rules about what people are told."""
