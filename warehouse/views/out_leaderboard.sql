-- The board: rank, score, class, change of rank against the period before or why there is none.
select
    r.programme_id, r.period_id, r.group_code, g.label as group_label, g.group_order,
    r.unit_id, u.unit_code, u.unit_name, u.unit_order,
    r.rank, r.is_tied, r.ranked_count, t.score, t.maximum, t.is_late, t.received_at,
    t.receipt_code, c.class_name,
    n.rank_change, n.change_reason_codes, n.valid_from, n.valid_to, n.changed_on, n.peer_count,
    n.earlier_peer_count,
    published.published_order,
    t.is_provisional
from judged_rank as r
join judged_total as t using (programme_id, period_id, unit_id)
join core_programme_group as g
    on g.programme_id = r.programme_id and g.group_code = r.group_code
join core_programme_unit as u using (programme_id, unit_id)
left join judged_change as n using (programme_id, period_id, unit_id)
left join core_published_order as published
    on published.programme_id = r.programme_id and published.period_id = r.period_id
    and published.unit_id = r.unit_id
left join core_unit_class as c using (programme_id, period_id, unit_id)
