-- One line a unit and period, ranked or left out.
select
    b.programme_id, b.period_id, u.unit_id, u.unit_code, u.unit_name, b.group_code,
    g.label as group_label, p.family, r.rank, r.is_tied, n.ranked_count, b.score,
    b.maximum as max_score, l.class_name, l.rank_change, b.is_late, b.excluded_reason,
    b.received_at, b.receipt_code, e.label as period_label, e.due_on
from core_board_total as b
join core_programme as p using (programme_id)
join core_programme_group as g using (programme_id, group_code)
join core_programme_unit as u using (programme_id, group_code, unit_id)
join core_period as e using (programme_id, period_id)
left join core_rank as r using (programme_id, period_id, unit_id)
left join out_leaderboard as l using (programme_id, period_id, unit_id)
left join (
    select programme_id, period_id, group_code, count(*) as ranked_count
    from core_board_total where excluded_reason is null group by all
) as n on n.programme_id = b.programme_id and n.period_id = b.period_id
    and n.group_code = b.group_code
