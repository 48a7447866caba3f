"""Store, judge, rank.

Lives here: the connection, migrations, layered SQL views (raw_ -> core_ -> out_), writers (one
transaction each, always naming the actor), readers (each reads out_ views), checks.
Never here: a spreadsheet, a sentence about a cell, a screen. The only room that knows DuckDB.
Imports only schemas.
"""
