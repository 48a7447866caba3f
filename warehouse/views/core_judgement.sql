-- One row a unit and criterion of a live period: a plan's condition, or a criterion of an index
-- with its points. Kept in judged_verdict.
select
    programme_id, period_id, unit_id, group_code, condition_code as criterion_code,
    condition_order as criterion_order, state, is_near, reason_code, numerator, denominator,
    value_text, gap_count, cast(null as decimal(38, 9)) as points,
    cast(null as decimal(38, 9)) as maximum
from core_verdict
union all
select
    programme_id, period_id, unit_id, group_code, criterion_code, criterion_order,
    case
        when is_not_applicable then 'not_applicable'
        when points is null then 'pending'
        when points * pct_scale >= met_from_pct * maximum then 'met'
        else 'not_met'
    end,
    coalesce(
        points * pct_scale < met_from_pct * maximum
        and points * pct_scale >= near_from_pct * maximum, false
    ),
    case
        when is_not_applicable then 'declared_not_applicable'
        when points is null then 'missing'
        else 'points'
    end,
    points, maximum, null, null, points, maximum
from core_criterion_points
