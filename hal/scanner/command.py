"""The commands to a scanner module, independent of its dialect."""

HELLO = 0  # who are you: a question that every setting of the module lets it answer
READ = 1  # argument: one of the dialect's spans
WRITE = 2  # arguments: register, value
SPEED = 3  # speak at WANTED_BAUD
SAVE = 4  # keep the registers through a power cut

WANTED_BAUD = 115200
