-- How many places a unit climbed since the period before in its series, where the two may be set
-- side by side; else the reasons why not, with what their words need. Kept in judged_change.
select
    r.programme_id, r.period_id, r.unit_id, q.previous_period_id,
    case when len(c.reason_codes) = 0 then before.rank - r.rank end as rank_change,
    coalesce(c.reason_codes, ['first_period']) as change_reason_codes,
    c.valid_from, c.valid_to, c.changed_on, c.peer_count, c.earlier_peer_count
from judged_rank as r
join core_previous_period as q using (programme_id, period_id)
left join core_comparable as c
    on c.programme_id = r.programme_id and c.period_id = r.period_id
    and c.earlier_period_id = q.previous_period_id and c.unit_id = r.unit_id
left join judged_rank as before
    on before.programme_id = r.programme_id and before.period_id = q.previous_period_id
    and before.unit_id = r.unit_id
