"""What a person opens: read the address, read a reader or two, draw parts."""
