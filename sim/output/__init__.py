"""What people read in a terminal window: styled text, tables, a bar while something takes long."""
