-- The verdict on every sum and mean: never above its applicable maximum, never below nought; a sum
-- with a part missing is missing. Kept in judged_verdict, deepest first.
with node as (
    select
        n.*, s.met_from_pct, s.near_from_pct, s.pct_scale,
        case when n.role = 'score' then n.applicable_count = 0 else n.point_count = 0 end
            as is_not_applicable,
        n.role = 'score' and n.missing_count > 0 as is_missing,
        cast(least(greatest(n.points, 0), n.maximum) as decimal(18, 9)) as capped,
        cast(least(greatest(n.low_points, 0), n.maximum) as decimal(18, 9)) as low,
        cast(least(greatest(n.high_points, 0), n.maximum) as decimal(18, 9)) as high
    from core_node_points as n
    join core_programme as p using (programme_id)
    join core_criteria_set as s using (criteria_set_id)
)
select
    programme_id, period_id, unit_id, 'criterion' as subject, criterion_code, depth,
    case
        when is_not_applicable then 'not_applicable'
        when is_missing and pending_count = 0 then 'council'
        when is_missing then 'pending'
        when role = 'bonus' then 'met'
        when role = 'penalty' and capped > 0 then 'not_met'
        when role = 'penalty' or capped * pct_scale >= met_from_pct * maximum then 'met'
        else 'not_met'
    end as state,
    role = 'score' and not is_not_applicable and not is_missing
        and capped * pct_scale < met_from_pct * maximum
        and capped * pct_scale >= near_from_pct * maximum as is_near,
    case
        when is_not_applicable and role = 'score' then 'declared_not_applicable'
        when is_not_applicable then 'none_claimed'
        when is_missing then 'missing'
        when role = 'score' then 'points'
        else role || '_points'
    end as reason_code,
    -- how many of the leaves below are known
    cast(known_count as decimal(38, 9)) as numerator, cast(null as decimal(38, 9)) as denominator,
    cast(null as varchar) as value_text, cast(null as bigint) as gap_count,
    case when not is_not_applicable and not is_missing then capped end as points,
    cast(case when is_not_applicable and role = 'score' then 0 else maximum end
        as decimal(18, 9)) as maximum,
    low as low_points, high as high_points,
    cast(null as varchar) as layer, is_provisional
from node
