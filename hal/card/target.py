"""What a card reader reports of the field in front of it."""

from collections import namedtuple

# uid: by which the reader knows the card while it stays, 4..10 bytes; a phone makes up another each time it comes.
# alone: no other card is in the field.
Target = namedtuple("Target", "uid alone")
