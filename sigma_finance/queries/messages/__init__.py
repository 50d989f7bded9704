"""What is read of what people are told, and how it reached them."""
