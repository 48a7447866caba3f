-- What each sum consists of, whatever is known: how many parts that score, their maxima, and for a
-- mean their weights in whole numbers. The total of a set is the sum without a code.
select
    criteria_set_id, coalesce(parent_code, '') as parent_code, depth,
    count(*) filter (where role = 'score') as score_count,
    sum(maximum) filter (where role = 'score') as score_maximum,
    sum(cast(cast(weight as decimal(38, 9)) * unit_scale as hugeint)) as weights,
    sum(
        cast(cast(weight as decimal(38, 9)) * unit_scale as hugeint)
        * cast(cast(maximum as decimal(38, 9)) * unit_scale as hugeint)
    ) as weighted_maximum
from core_criterion
group by all
