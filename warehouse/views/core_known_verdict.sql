-- The verdict on every leaf of which something is known: its light from declared shares of its
-- maximum, and the least and most it can still become while it is missing or provisional.
with leaf as (
    select
        *, role <> 'score' and points is null as is_unclaimed,
        is_appraised and not is_survey and points is not null and layer = 'self'
            as is_provisional
    from core_leaf_known
)
select
    programme_id, period_id, unit_id, criterion_code,
    case
        when is_not_applicable or is_unclaimed then 'not_applicable'
        when missing_state is not null then missing_state
        when role = 'bonus' then 'met'
        when role = 'penalty' and points > 0 then 'not_met'
        when role = 'penalty' or points * pct_scale >= met_from_pct * maximum then 'met'
        else 'not_met'
    end as state,
    role = 'score' and coalesce(
        points * pct_scale < met_from_pct * maximum
        and points * pct_scale >= near_from_pct * maximum, false
    ) as is_near,
    case
        when is_unclaimed then 'none_claimed'
        when role <> 'score' and points is not null then role || '_points'
        else reason_code
    end as reason_code,
    numerator, denominator, value_text, points,
    case when is_not_applicable and role = 'score' then 0 else maximum end as maximum,
    case when points is null or is_provisional then 0 else points end as low_points,
    case
        when is_not_applicable or is_unclaimed then 0
        when points is null or is_provisional then maximum
        else points
    end as high_points,
    layer, is_provisional, is_not_applicable or is_unclaimed as is_exempt, missing_state,
    parent_code, depth, role, weight, unit_scale, maximum as declared_maximum
from leaf
