-- From which to which place the drawn places of a unit run: the first place that at least the low,
-- and that at least the high percentage of the draws reach.
with counted as (
    select programme_id, period_id, unit_id, place, count(*) as draw_count
    from core_drawn_rank
    group by all
),
summed as (
    select
        *, sum(draw_count) over (
            partition by programme_id, period_id, unit_id order by place
        ) as reached_count
    from counted
)
select
    s.programme_id, s.period_id, s.unit_id,
    min(s.place) filter (where s.reached_count * c.pct_scale >= n.low_pct * n.draws) as low_rank,
    min(s.place) filter (where s.reached_count * c.pct_scale >= n.high_pct * n.draws) as high_rank
from summed as s
join core_uncertainty as n using (programme_id)
join core_programme as p using (programme_id)
join core_criteria_set as c using (criteria_set_id)
group by s.programme_id, s.period_id, s.unit_id
