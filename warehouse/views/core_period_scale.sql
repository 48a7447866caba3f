-- By what a period was judged: its criteria with their maxima, and the digest of its rules where
-- it is closed.
with criterion as (
    select programme_id, period_id, criterion_code, max(maximum) as maximum
    from judged_verdict
    group by all
)
select
    c.programme_id, c.period_id, any_value(k.rules_sha256) as rules_sha256,
    list((c.criterion_code, c.maximum) order by c.criterion_code) as criteria
from criterion as c
left join core_closed_period as z using (programme_id, period_id)
left join core_closing as k using (closing_id)
group by c.programme_id, c.period_id
