-- The board: rank, score, class, change of rank against the period before.
select
    r.programme_id, r.period_id, r.group_code, g.label as group_label, g.group_order,
    r.unit_id, u.unit_code, u.unit_name, u.unit_order,
    r.rank, r.is_tied, r.ranked_count, t.score, t.maximum, t.is_late, t.received_at,
    t.receipt_code, c.class_name,
    -- a change of rank is told only of a unit that already stood as it is now
    case when coalesce(n.valid_from <= b.ends_on, true) then before.rank - r.rank end
        as rank_change,
    published.published_order,
    t.is_provisional
from judged_rank as r
join judged_total as t using (programme_id, period_id, unit_id)
join core_programme as p using (programme_id)
join core_programme_group as g
    on g.programme_id = r.programme_id and g.group_code = r.group_code
join core_programme_unit as u using (programme_id, unit_id)
left join core_previous_period as q using (programme_id, period_id)
left join core_period as b
    on b.programme_id = r.programme_id and b.period_id = q.previous_period_id
join core_unit as n on n.unit_id = r.unit_id
left join judged_rank as before
    on before.programme_id = r.programme_id and before.period_id = q.previous_period_id
    and before.unit_id = r.unit_id
left join core_published_order as published
    on published.programme_id = r.programme_id and published.period_id = r.period_id
    and published.unit_id = r.unit_id
left join core_unit_class as c using (programme_id, period_id, unit_id)
