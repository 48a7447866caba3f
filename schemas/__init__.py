"""What the plans say.

Lives here: programmes, criteria sets, class schemes, reporting calendars, unit bodies (data files)
with one strict reader each; the closed vocabulary of rule kinds; workbook tables and their Pandera
models; every sentence said to a user about a cell; the lights; the glossary.
Never here: a file being opened for a user, a comparison of results, a query, a screen.
Imports none of our other rooms.
"""
