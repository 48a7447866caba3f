-- The verdict on every leaf, known or not. Not kept: read from its figures.
select
    programme_id, period_id, unit_id, 'criterion' as subject, criterion_code, state, is_near,
    reason_code, numerator, denominator, value_text, cast(null as bigint) as gap_count, points,
    maximum, low_points, high_points, layer, is_provisional
from core_known_verdict
union all
select
    a.programme_id, a.period_id, a.unit_id, 'criterion', a.criterion_code,
    case c.role when 'score' then 'pending' else 'not_applicable' end, false,
    case c.role when 'score' then 'missing' else 'none_claimed' end, null, null, null, null, null,
    c.maximum, 0, case c.role when 'score' then c.maximum else 0 end, null, false
from core_leaf_absent as a
join core_leaf as c using (programme_id, criterion_code)
