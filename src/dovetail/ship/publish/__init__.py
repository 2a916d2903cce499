"""Publishing: files that were verified go to an index, each once, with what the index needs to trust them."""
