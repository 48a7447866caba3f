-- Criteria with their verdicts beside what the sum above them needs to know: leaves of which
-- something is known, from their figures; sums as they are kept, with how many leaves are known.
select
    programme_id, period_id, unit_id, parent_code, depth, role, weight, unit_scale, is_exempt,
    missing_state, points, maximum, low_points, high_points, is_provisional, declared_maximum,
    case when points is null then 0 else 1 end as known_count
from core_known_verdict
union all
select
    v.programme_id, v.period_id, v.unit_id, coalesce(c.parent_code, ''), c.depth,
    c.role, c.weight, c.unit_scale, v.state = 'not_applicable',
    case when v.state in ('pending', 'council') then v.state end, v.points, v.maximum,
    v.low_points, v.high_points, v.is_provisional, c.maximum, cast(v.numerator as integer)
from judged_verdict as v
join judged_live_period as e using (programme_id, period_id)
join core_programme as p using (programme_id)
join core_criterion as c using (criteria_set_id, criterion_code)
where v.subject = 'criterion' and not c.is_leaf
