-- Every ranked unit of a group with its place in a row, and the figures that its order rests on.
select
    l.programme_id, l.period_id, l.group_code, l.unit_id, l.unit_code, l.unit_name, l.rank,
    l.is_tied, l.score, l.maximum,
    row_number() over (
        partition by l.programme_id, l.period_id, l.group_code
        order by l.rank, l.published_order, l.unit_order
    ) as place
from out_leaderboard as l
