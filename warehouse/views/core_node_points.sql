-- Points of every sum and mean before the caps: what its parts add up to, or their mean by weight,
-- rounded once, half up.
with node as (
    select
        t.*, c.criterion_code, c.role, c.kind, c.unit, c.maximum as declared_maximum, c.depth as level,
        h.weights - coalesce(m.exempt_weights, 0) as weights,
        m.points as mean_points, m.low_points as mean_low,
        h.weighted_maximum - coalesce(m.seen_maximum - m.high_points, 0) as mean_high
    from core_part_total as t
    join core_criterion as c
        on c.criteria_set_id = t.criteria_set_id and c.criterion_code = t.parent_code
    join core_child as h
        on h.criteria_set_id = t.criteria_set_id and h.parent_code = t.parent_code
    left join core_mean_total as m
        on m.programme_id = t.programme_id and m.period_id = t.period_id and m.unit_id = t.unit_id
        and m.parent_code = t.parent_code
)
select
    programme_id, period_id, unit_id, criterion_code, level as depth, role, is_provisional,
    applicable_count, missing_count, pending_count, point_count, known_count,
    case when kind = 'weighted_mean' or role <> 'score' then declared_maximum else maximum end
        as maximum,
    case
        when role <> 'score' then own_points
        when kind = 'sum' then points
        else unit * cast((mean_points + mean_points + weights) // nullif(weights + weights, 0)
            as decimal(27, 0))
    end as points,
    case
        when role <> 'score' then own_low
        when kind = 'sum' then low_points
        else unit * cast((mean_low + mean_low + weights) // nullif(weights + weights, 0)
            as decimal(27, 0))
    end as low_points,
    case
        when role <> 'score' then own_high
        when kind = 'sum' then high_points
        else unit * cast((mean_high + mean_high + weights) // nullif(weights + weights, 0)
            as decimal(27, 0))
    end as high_points
from node
