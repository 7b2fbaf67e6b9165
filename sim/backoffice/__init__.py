"""The back office: records on their way into the books, the books, and what is written out of them."""
