-- The verdict on every leaf, known or not. Not kept: read from its figures.
select
    u.programme_id, e.period_id, u.unit_id, 'criterion' as subject, c.criterion_code,
    case
        when k.state is not null then k.state
        when c.role = 'score' then 'pending'
        else 'not_applicable'
    end as state,
    coalesce(k.is_near, false) as is_near,
    case
        when k.state is not null then k.reason_code
        when c.role = 'score' then 'missing'
        else 'none_claimed'
    end as reason_code,
    k.numerator, k.denominator, k.value_text, cast(null as bigint) as gap_count, k.points,
    coalesce(k.maximum, c.maximum) as maximum, coalesce(k.low_points, 0) as low_points,
    case
        when k.state is not null then k.high_points
        when c.role = 'score' then c.maximum
        else 0
    end as high_points,
    k.layer, coalesce(k.is_provisional, false) as is_provisional
from core_programme_unit as u
join judged_live_period as e using (programme_id)
join core_leaf as c using (programme_id)
left join core_known_verdict as k
    on k.programme_id = u.programme_id and k.period_id = e.period_id
    and k.unit_id = u.unit_id and k.criterion_code = c.criterion_code
