-- How a group stands on a criterion in a period: how many units of each light, and the points of all.
select
    v.programme_id, v.period_id, v.group_code, v.subject, v.criterion_code,
    count(*) filter (where v.state not in ('not_applicable', 'restricted')) as unit_count,
    count(*) filter (where v.state = 'met') as met_count,
    count(*) filter (where v.state = 'not_met' and v.is_near) as near_count,
    count(*) filter (where v.state in ('pending', 'council')) as open_count,
    count(v.points) as scored_count, sum(v.points) as points_sum, sum(v.maximum) filter (
        where v.points is not null
    ) as maximum_sum
from out_verdict as v
group by all
