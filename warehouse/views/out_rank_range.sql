-- Best and worst place that is still possible while figures are missing or not yet appraised, by the
-- whole order (ours). Both ends of every unit are sorted once: above a unit's best are those whose
-- least is more than its most, above its worst those whose most is more than its least. Who is not
-- ranked need never be, and may be yet.
with ends as (
    unpivot (from core_order_range)
    on low_keys, high_keys into name side value reached
),
above as (
    select
        programme_id, period_id, unit_id, group_code, side, reached,
        count(*) filter (where side = 'low_keys' and is_ranked) over above_it as surely_above,
        count(*) filter (where side = 'high_keys') over above_it as perhaps_above,
        count(*) filter (where side = 'low_keys') over (
            partition by programme_id, period_id, group_code
        ) as peer_count
    from ends
    window above_it as (
        partition by programme_id, period_id, group_code order by reached desc
        range between unbounded preceding and current row exclude group
    )
)
select
    programme_id, period_id, unit_id, group_code,
    -- the fewest are above its most, the most above its least
    1 + min(surely_above) as best_rank,
    -- a unit that can still rise stands above its own least, too
    1 + max(perhaps_above) - cast(max(reached) > min(reached) as bigint) as worst_rank,
    any_value(peer_count) as peer_count
from above
group by programme_id, period_id, unit_id, group_code
