-- Best and worst place that is still possible while figures are missing or not yet appraised, by
-- the first step of the order (ours).
select
    m.programme_id, m.period_id, m.unit_id, m.group_code,
    1 + count(o.unit_id) filter (where o.low_key > m.high_key) as best_rank,
    1 + count(o.unit_id) filter (where o.unit_id <> m.unit_id and o.high_key > m.low_key)
        as worst_rank,
    count(o.unit_id) as peer_count
from core_score_range as m
join core_score_range as o using (programme_id, period_id, group_code)
where m.low_key is not null and o.low_key is not null
group by m.programme_id, m.period_id, m.unit_id, m.group_code
