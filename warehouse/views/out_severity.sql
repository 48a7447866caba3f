-- How far each appraiser's scores lie below the self scores he looked at: the sum over his entries
-- of the part of the maximum that he took away, each to the last kept decimal.
select
    l.programme_id, l.period_id, l.appraised_actor as actor, count(*) as leaf_count,
    sum(c.unit * cast(
        cast(cast(l.self_points - l.appraised_points as decimal(38, 9)) * c.unit_scale as hugeint)
        * cast(c.unit_scale as hugeint)
        // cast(cast(l.maximum as decimal(38, 9)) * c.unit_scale as hugeint) as decimal(27, 0)
    )) as lowered_share
from out_ledger as l
join core_programme as p using (programme_id)
join core_criterion as c
    on c.criteria_set_id = p.criteria_set_id and c.criterion_code = l.criterion_code
where l.self_points is not null and l.appraised_points is not null
group by all
