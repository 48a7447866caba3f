-- Criteria that units of a group do not meet, the most widespread first; whole ones only. Near the
-- threshold is not met either: those units are counted, and told apart.
with counted as (
    select
        programme_id, period_id, group_code, subject, criterion_code,
        count(*) filter (where state = 'not_met') as not_met_count,
        count(*) filter (where state = 'not_met' and is_near) as near_count,
        count(*) filter (where state <> 'not_applicable') as asked_count
    from out_verdict
    group by all
)
select
    c.programme_id, c.period_id, c.group_code, c.criterion_code, o.label as name,
    c.not_met_count, c.near_count, c.asked_count,
    rank() over (
        partition by c.programme_id, c.period_id, c.group_code
        order by c.not_met_count desc, c.near_count, o.criterion_order, c.subject
    ) as red_place
from counted as c
join out_criterion as o using (programme_id, subject, criterion_code)
where c.not_met_count > 0 and o.parent_code is null
