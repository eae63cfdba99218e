"""The room of articles for those who write them: drafts, publication, editions, what readers say."""
