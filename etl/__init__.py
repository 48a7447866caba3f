"""A file becomes rows, or a list of reasons.

Lives here: templates, reading workbooks and tables in a bounded child process, parsing Vietnamese
numbers and dates, checks that end in findings, the one front door for hand-ins, the demo data, the
command line.
Never here: SQL, a threshold of a plan, a screen. Imports warehouse and schemas.
"""
