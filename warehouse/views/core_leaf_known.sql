-- Leaves of which something is known: an entry, or else what the rule gives. A unit's own word
-- that a leaf does not apply is only a claim where an appraiser has to confirm it.
select
    programme_id, period_id, unit_id, criterion_code, value_num as points,
    case when value_num is null and is_appraised and layer = 'self' then 'pending' end
        as missing_state,
    value_num is null and not (is_appraised and layer = 'self') as is_not_applicable,
    case
        when value_num is not null then 'points'
        when is_appraised and layer = 'self' then 'not_applicable_unconfirmed'
        else 'declared_not_applicable'
    end as reason_code,
    cast(null as decimal(38, 9)) as numerator, cast(null as decimal(38, 9)) as denominator,
    cast(null as varchar) as value_text, layer, parent_code, depth, role, maximum, weight,
    unit_scale, is_survey, is_appraised, met_from_pct, near_from_pct, pct_scale
from core_point_entry
union all
select
    r.programme_id, r.period_id, r.unit_id, r.criterion_code, r.points, r.missing_state,
    r.is_not_applicable, r.reason_code, r.numerator, r.denominator, r.value_text,
    case when r.points is not null then 'self' end, c.parent_code, c.depth, c.role, c.maximum,
    c.weight, c.unit_scale, c.is_survey, c.is_appraised, c.met_from_pct, c.near_from_pct,
    c.pct_scale
from judged_rule_point as r
join core_leaf as c using (programme_id, criterion_code)
join judged_live_period as l using (programme_id, period_id)
-- only entries on such leaves are looked for: the others are many
anti join core_scored_entry as e using (programme_id, period_id, unit_id, criterion_code)
