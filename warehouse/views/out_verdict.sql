-- Every verdict as anybody may see it: of a restricted one nothing but that it is there.
select
    programme_id, period_id, unit_id, group_code, subject, criterion_code, criterion_order,
    case when is_restricted then 'restricted' else state end as state,
    is_near and not is_restricted as is_near,
    case when is_restricted then 'restricted' else reason_code end as reason_code,
    case when not is_restricted then numerator end as numerator,
    case when not is_restricted then denominator end as denominator,
    case when not is_restricted then value_text end as value_text,
    case when not is_restricted then gap_count end as gap_count,
    points, maximum, low_points, high_points, layer, is_provisional
from out_full_verdict
