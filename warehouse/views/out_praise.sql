-- Whom to praise: those who lead with something to show, those who meet everything, those who
-- climbed furthest.
with seen as (
    select
        b.*, b.rank = 1 and b.score > 0 as is_first, b.score = b.maximum as is_full,
        coalesce(m.is_up and m.move_place = 1, false) as is_climber
    from out_leaderboard as b
    left join out_mover as m using (programme_id, period_id, group_code, unit_code)
)
select
    programme_id, period_id, group_code, unit_code, unit_name, unit_order, rank, score, maximum,
    class_name, rank_change, is_first, is_full, is_climber
from seen
where is_first or is_full or is_climber
