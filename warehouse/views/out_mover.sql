-- Units whose place changed since the period before; in each direction the furthest first.
select
    programme_id, period_id, group_code, unit_code, unit_name, unit_order, rank, rank_change,
    rank + rank_change as rank_before, rank_change > 0 as is_up,
    rank() over (
        partition by programme_id, period_id, group_code, rank_change > 0
        order by abs(rank_change) desc
    ) as move_place
from out_leaderboard
where rank_change <> 0
