-- A rank number strictly smaller than in the same period of the immediately preceding year.
with pair as (
    select
        s.programme_id, s.period_id, s.unit_id, s.condition_code, s.combine,
        s.already_first, s.no_base, cm.measure_code, now_v.numerator as rank_now, then_v.numerator as rank_then
    from core_subject_condition as s
    join core_condition_measure as cm using (programme_id, condition_code)
    join core_period as p using (programme_id, period_id)
    left join core_measure_value as now_v
        on now_v.programme_id = s.programme_id and now_v.period_id = s.period_id
        and now_v.unit_id = s.unit_id and now_v.measure_code = cm.measure_code
    left join core_period as q
        on q.programme_id = p.programme_id and q.series = p.series
        and q.period_order = p.period_order and q.year = p.year - 1
    left join core_measure_value as then_v
        on then_v.programme_id = s.programme_id and then_v.period_id = q.period_id
        and then_v.unit_id = s.unit_id and then_v.measure_code = cm.measure_code
    where s.rule_kind = 'rank_improved'
),
single as (
    select
        *,
        case
            when rank_now is null then 'pending'
            when rank_then is null then no_base
            when rank_now < rank_then then 'met'
            when rank_now = 1 then already_first
            else 'not_met'
        end as state
    from pair
),
folded as (
    select
        programme_id, period_id, unit_id, condition_code, combine,
        list(distinct state) as states,
        bool_or(rank_now is null) as is_missing, bool_or(rank_then is null) as is_without_base,
        string_agg(
            coalesce(cast(cast(rank_then as integer) as varchar), '?') || ' → '
            || coalesce(cast(cast(rank_now as integer) as varchar), '?'), '; '
            order by measure_code
        ) as value_text
    from single
    group by all
)
select
    programme_id, period_id, unit_id, condition_code,
    -- all: the worst counts; any: one that is met suffices
    case
        when combine = 'any' and list_contains(states, 'met') then 'met'
        when combine = 'all' and list_contains(states, 'not_met') then 'not_met'
        when list_contains(states, 'pending') then 'pending'
        when list_contains(states, 'council') then 'council'
        when list_contains(states, 'not_met') then 'not_met'
        else 'met'
    end as state,
    false as is_near,
    case
        when is_missing then 'missing'
        when is_without_base then 'no_base_year'
        else 'rank_compared'
    end as reason_code,
    cast(null as decimal(38, 8)) as numerator, cast(null as decimal(38, 8)) as denominator,
    value_text,
    cast(null as bigint) as gap_count
from folded
