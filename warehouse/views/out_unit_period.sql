-- A unit in every judged period beside the period that is looked at, and why the two cannot be
-- compared (no reason: they can). The period itself is among them.
with pair as (
    select programme_id, period_id, earlier_period_id as other_period_id, unit_id, reason_codes,
        valid_from, valid_to, changed_on, peer_count, earlier_peer_count
    from core_comparable
    union all
    select programme_id, earlier_period_id, period_id, unit_id, reason_codes,
        valid_from, valid_to, changed_on, peer_count, earlier_peer_count
    from core_comparable
)
select
    s.programme_id, p.period_id, s.unit_id, s.unit_code, s.period_id as other_period_id,
    s.period_label, e.ends_on, e.starts_on, s.score, s.max_score, s.rank, s.ranked_count,
    s.class_name, s.excluded_reason, c.reason_codes, c.valid_from, c.valid_to, c.changed_on,
    c.peer_count, c.earlier_peer_count
from out_unit_summary as s
join core_judged_period as j using (programme_id, period_id)
join core_period as e using (programme_id, period_id)
join core_period as p using (programme_id)
left join pair as c
    on c.programme_id = s.programme_id and c.period_id = p.period_id
    and c.other_period_id = s.period_id and c.unit_id = s.unit_id
