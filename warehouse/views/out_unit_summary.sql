-- One line a unit and period, ranked or left out.
select
    u.programme_id, e.period_id, u.unit_id, u.unit_code, u.unit_name, u.group_code,
    g.label as group_label, p.family, l.rank, l.is_tied, n.ranked_count, t.score,
    t.maximum as max_score, l.class_name, l.rank_change, l.change_reason_codes, l.valid_from, l.valid_to,
    l.changed_on, l.peer_count, l.earlier_peer_count, coalesce(t.is_late, false) as is_late,
    x.reason_code as excluded_reason, t.received_at, t.receipt_code,
    e.label as period_label, e.due_on
from core_programme_unit as u
join core_programme as p using (programme_id)
join core_programme_group as g
    on g.programme_id = u.programme_id and g.group_code = u.group_code
join core_period as e using (programme_id)
left join judged_total as t using (programme_id, period_id, unit_id)
left join out_leaderboard as l using (programme_id, period_id, unit_id)
left join out_excluded as x using (programme_id, period_id, unit_id)
left join (
    select programme_id, period_id, group_code, count(*) as ranked_count
    from judged_rank
    group by all
) as n on n.programme_id = u.programme_id and n.period_id = e.period_id
    and n.group_code = u.group_code
