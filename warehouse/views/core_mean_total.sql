-- Parts of every weighted mean, each at its weight, in whole numbers: of those that do not apply the
-- weight is taken away, of those that are unknown the most they can bring is kept apart.
with part as (
    select
        v.programme_id, v.period_id, v.unit_id, v.parent_code, v.is_exempt,
        cast(cast(v.weight as decimal(38, 9)) * v.unit_scale as hugeint) as weight,
        cast(cast(v.points as decimal(38, 9)) * v.unit_scale as hugeint) as points,
        cast(cast(v.low_points as decimal(38, 9)) * v.unit_scale as hugeint) as low_points,
        cast(cast(v.high_points as decimal(38, 9)) * v.unit_scale as hugeint) as high_points,
        cast(cast(v.declared_maximum as decimal(38, 9)) * v.unit_scale as hugeint) as most
    from core_part as v
    where v.weight is not null
)
select
    programme_id, period_id, unit_id, parent_code,
    sum(weight) filter (where is_exempt) as exempt_weights,
    sum(weight * points) as points, sum(weight * low_points) as low_points,
    sum(weight * high_points) as high_points, sum(weight * most) as seen_maximum
from part
group by all
