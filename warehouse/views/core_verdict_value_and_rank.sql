-- A figure and its rank, both better than in the same period of the immediately preceding year.
with pair as (
    select
        s.programme_id, s.period_id, s.unit_id, s.condition_code, s.already_first, s.no_base,
        -- a rate of nothing (nought over nought) is no rate
        max(n.numerator) filter (where cm.role = 'value' and n.denominator <> 0) as value_now,
        max(n.denominator) filter (where cm.role = 'value') as below_now,
        max(n.numerator) filter (where cm.role = 'rank') as rank_now,
        max(t.numerator) filter (where cm.role = 'value' and t.denominator <> 0) as value_then,
        max(t.denominator) filter (where cm.role = 'value') as below_then,
        max(t.numerator) filter (where cm.role = 'rank') as rank_then
    from core_subject_condition as s
    join core_condition_measure as cm using (programme_id, condition_code)
    left join core_year_before as q using (programme_id, period_id)
    left join judged_measure as n
        on n.programme_id = s.programme_id and n.period_id = s.period_id
        and n.unit_id = s.unit_id and n.measure_code = cm.measure_code
    left join judged_measure as t
        on t.programme_id = s.programme_id and t.period_id = q.before_period_id
        and t.unit_id = s.unit_id and t.measure_code = cm.measure_code
    where s.rule_kind = 'value_and_rank_improved'
    group by all
),
compared as (
    select *, value_now * below_then > value_then * below_now as is_better
    from pair
)
select
    programme_id, period_id, unit_id, condition_code,
    case
        when value_now is null or rank_now is null then 'pending'
        when value_then is null or rank_then is null then no_base
        when is_better and rank_now < rank_then then 'met'
        when is_better and rank_now = 1 then already_first
        else 'not_met'
    end as state,
    false as is_near,
    case
        when value_now is null or rank_now is null then 'missing'
        when value_then is null or rank_then is null then 'no_base_year'
        when is_better and rank_now < rank_then then 'value_and_rank_compared'
        when is_better and rank_now = 1 then 'already_first'
        else 'value_and_rank_compared'
    end as reason_code,
    -- a rate is told by its ranks only: no exact number stands for it
    case when below_now = 1 then value_now end as numerator,
    case when below_then = 1 then value_then end as denominator,
    coalesce(cast(cast(rank_then as integer) as varchar), '?') || ' → '
    || coalesce(cast(cast(rank_now as integer) as varchar), '?') as value_text,
    cast(null as bigint) as gap_count
from compared
