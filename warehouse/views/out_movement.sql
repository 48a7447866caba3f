-- A ranked unit beside itself one period before: score and rank of then, and the reasons why the
-- two cannot be set side by side (none: they can).
select
    r.programme_id, r.period_id, r.group_code, r.unit_id, u.unit_code, q.previous_period_id,
    b.label as previous_label, before.rank as previous_rank, before.rank - r.rank as rank_change,
    t.score as previous_score, t.maximum as previous_maximum,
    c.reason_codes, c.valid_from, c.valid_to, c.changed_on, c.peer_count, c.earlier_peer_count
from judged_rank as r
join core_programme_unit as u using (programme_id, unit_id)
join core_previous_period as q using (programme_id, period_id)
join core_period as b
    on b.programme_id = r.programme_id and b.period_id = q.previous_period_id
join core_comparable as c
    on c.programme_id = r.programme_id and c.period_id = r.period_id
    and c.earlier_period_id = q.previous_period_id and c.unit_id = r.unit_id
left join judged_rank as before
    on before.programme_id = r.programme_id and before.period_id = q.previous_period_id
    and before.unit_id = r.unit_id
left join judged_total as t
    on t.programme_id = r.programme_id and t.period_id = q.previous_period_id
    and t.unit_id = r.unit_id
