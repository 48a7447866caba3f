-- How many of the criteria that apply to a unit rest on verified figures: appraised, explained,
-- published, or measured by the system. Missing is not verified; sums are not counted.
select
    v.programme_id, v.period_id, v.unit_id, v.group_code, count(*) as criterion_count,
    count(*) filter (where v.state not in ('pending', 'council') and case v.subject
        when 'criterion' then v.layer <> 'self' else f.is_verified end) as verified_count
from out_verdict as v
join core_programme as p using (programme_id)
left join core_criterion as c
    on v.subject = 'criterion' and c.criteria_set_id = p.criteria_set_id
    and c.criterion_code = v.criterion_code
left join out_figure_basis as f
    on f.subject = v.subject and f.programme_id = v.programme_id and f.period_id = v.period_id
    and f.unit_id = v.unit_id and f.criterion_code = v.criterion_code
where v.state not in ('not_applicable', 'restricted') and (v.subject = 'collective' or c.is_leaf)
group by all
