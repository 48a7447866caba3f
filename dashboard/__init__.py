"""Draw, ask, navigate.

Lives here: the app, its screens, parts and charts, the words of the interface, the only caches.
Never here: SQL, a rule, a threshold, a parser. Imports etl, warehouse and schemas, never the
other way round.
"""
