"""Forms of what people are told, and how it reached them."""
