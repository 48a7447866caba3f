-- The place of every ranked unit in its group under each draw of the fields' weights: by what was
-- achieved over what applies, both weighed; as everywhere, equal shares share a place.
with weighed as (
    select
        r.programme_id, r.period_id, r.group_code, r.unit_id, d.draw,
        sum(f.reached * d.factor) as reached, sum(f.most * d.factor) as most,
        any_value(d.rank_scale) as rank_scale
    from judged_rank as r
    join core_root_verdict as f using (programme_id, period_id, unit_id)
    join core_weight_draw as d using (programme_id, criterion_code)
    group by r.programme_id, r.period_id, r.group_code, r.unit_id, d.draw
)
select
    programme_id, period_id, group_code, unit_id, draw,
    rank() over (
        partition by programme_id, period_id, group_code, draw
        order by cast(reached as hugeint) * rank_scale // nullif(cast(most as hugeint), 0) desc
    ) as place
from weighed
