"""An index of one's own: a static tree in a folder or a bucket, and a server for it."""
