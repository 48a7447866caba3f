-- Each figure of a rank_improved condition beside that of the same period of the immediately
-- preceding year: improved only when the rank number is strictly smaller. A component that is not
-- assigned to the unit is left out; one of which that is unknown is still to come.
with pair as (
    select
        s.programme_id, s.period_id, s.unit_id, s.condition_code, s.combine,
        s.already_first, s.no_base, m.measure_order,
        now_v.numerator as rank_now, then_v.numerator as rank_then,
        cm.assigned_measure is not null and assigned.value_text is null as is_unknown,
        coalesce(assigned.value_text = 'no', false) as is_left_out
    from core_subject_condition as s
    join core_condition_measure as cm using (programme_id, condition_code)
    join core_measure as m
        on m.programme_id = s.programme_id and m.measure_code = cm.measure_code
    left join core_year_before as q
        on q.programme_id = s.programme_id and q.period_id = s.period_id
    left join judged_measure as now_v
        on now_v.programme_id = s.programme_id and now_v.period_id = s.period_id
        and now_v.unit_id = s.unit_id and now_v.measure_code = cm.measure_code
    left join judged_measure as then_v
        on then_v.programme_id = s.programme_id and then_v.period_id = q.before_period_id
        and then_v.unit_id = s.unit_id and then_v.measure_code = cm.measure_code
    left join judged_measure as assigned
        on assigned.programme_id = s.programme_id and assigned.period_id = s.period_id
        and assigned.unit_id = s.unit_id and assigned.measure_code = cm.assigned_measure
    where s.rule_kind = 'rank_improved'
)
select
    programme_id, period_id, unit_id, condition_code, combine, measure_order,
    case
        when is_left_out then 'not_applicable'
        when is_unknown or rank_now is null then 'pending'
        when rank_then is null then no_base
        when rank_now < rank_then then 'met'
        when rank_now = 1 then already_first
        else 'not_met'
    end as state,
    case
        when is_left_out then 'nothing_assigned'
        when is_unknown then 'assignment_unknown'
        when rank_now is null then 'missing'
        when rank_then is null then 'no_base_year'
        when rank_now < rank_then then 'rank_compared'
        when rank_now = 1 then 'already_first'
        else 'rank_compared'
    end as reason_code,
    case when not is_left_out then
        coalesce(cast(cast(rank_then as integer) as varchar), '?') || ' → '
        || coalesce(cast(cast(rank_now as integer) as varchar), '?')
    end as value_text
from pair
