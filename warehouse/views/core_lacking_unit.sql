-- Units that lack any leaf of their criteria set in a judged period.
with counted as (
    select programme_id, period_id, unit_id, count(*) as known_count
    from core_leaf_known
    group by all
)
select u.programme_id, e.period_id, u.unit_id, p.criteria_set_id
from core_programme as p
join core_criteria_set as s using (criteria_set_id)
join core_programme_unit as u using (programme_id)
join judged_live_period as e using (programme_id)
left join counted as n using (programme_id, period_id, unit_id)
where coalesce(n.known_count, 0) < s.leaf_count
