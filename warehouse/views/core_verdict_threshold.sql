-- A figure against a number, unrounded: numerator x scale compared with number x denominator.
with compared as (
    select
        s.programme_id, s.period_id, s.unit_id, s.condition_code, s.op, s.near_margin,
        v.numerator, v.denominator, m.when_zero,
        v.numerator * m.scale as achieved,
        s.threshold * v.denominator as needed,
        s.near_margin * v.denominator as margin, m.scale, m.source_kind
    from core_subject_condition as s
    join core_measure as m using (programme_id, measure_code)
    left join judged_measure as v using (programme_id, period_id, unit_id, measure_code)
    where s.rule_kind = 'threshold'
),
judged as (
    select
        *,
        case op
            when '>' then achieved > needed
            when '>=' then achieved >= needed
            when '<' then achieved < needed
            when '<=' then achieved <= needed
        end as is_met,
        case
            when op in ('>', '>=') then achieved >= needed - margin
            else achieved <= needed + margin
        end as is_inside_margin
    from compared
)
select
    programme_id, period_id, unit_id, condition_code,
    case
        when numerator is null or denominator is null then 'pending'
        when denominator = 0 then when_zero
        when is_met then 'met'
        else 'not_met'
    end as state,
    denominator <> 0 and not is_met and coalesce(is_inside_margin, false) as is_near,
    case
        when numerator is null or denominator is null then 'missing'
        when denominator = 0 then 'zero_denominator'
        when is_met then 'threshold_met'
        else 'threshold_not_met'
    end as reason_code,
    numerator, denominator, cast(null as varchar) as value_text,
    -- how many more of the counted things would have passed: strictly above needs one more
    case
        when is_met or denominator = 0 or source_kind = 'reported' then null
        -- whole numbers throughout: a division of decimals would pass through a binary float
        when op = '>' then
            cast(cast(floor(needed - achieved) as hugeint) // scale as bigint) + 1
        when op = '>=' then
            cast((cast(ceil(needed - achieved) as hugeint) + scale - 1) // scale as bigint)
    end as gap_count
from judged
