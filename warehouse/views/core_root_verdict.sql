-- The fields of a criteria set, which are its parts without a part above them, in whole numbers;
-- what is not there counts in no sum.
with said as (
    select programme_id, period_id, unit_id, criterion_code, state, points, maximum
    from core_leaf_verdict
    union all
    select programme_id, period_id, unit_id, criterion_code, state, points, maximum
    from judged_verdict
    where subject = 'criterion'
)
select
    s.programme_id, s.period_id, s.unit_id, s.criterion_code,
    case c.role when 'penalty' then -1 else 1 end
        * cast(cast(s.points as decimal(38, 9)) * c.unit_scale as hugeint) as reached,
    case
        when c.role = 'score' and s.state <> 'not_applicable'
            then cast(cast(s.maximum as decimal(38, 9)) * c.unit_scale as hugeint)
    end as most
from said as s
join core_programme as p using (programme_id)
join core_criterion as c using (criteria_set_id, criterion_code)
where c.parent_code is null
