"""What a chapter does about what people are told, and how it reached them."""
