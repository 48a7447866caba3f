-- By what a period was judged: its conditions and sums with their maxima, and the digest of its
-- rules where it is closed. Every judged period has some. Leaves are kept of closed periods only, so
-- they are left aside.
with criterion as (
    select programme_id, period_id, criterion_code, max(maximum) as maximum
    from judged_verdict
    anti join core_leaf using (programme_id, criterion_code)
    group by all
)
select
    p.programme_id, p.period_id, any_value(k.rules_sha256) as rules_sha256,
    list((c.criterion_code, c.maximum) order by c.criterion_code) as criteria
from core_judged_period as p
join criterion as c using (programme_id, period_id)
left join core_closed_period as z using (programme_id, period_id)
left join core_closing as k using (closing_id)
group by p.programme_id, p.period_id
