-- The unit's own yes or no, or one that we measured.
select
    s.programme_id, s.period_id, s.unit_id, s.condition_code,
    case v.value_text when 'yes' then 'met' when 'no' then 'not_met' else 'pending' end as state,
    false as is_near,
    case v.value_text
        when 'yes' then 'attested_yes' when 'no' then 'attested_no' else 'missing'
    end as reason_code,
    cast(null as decimal(38, 9)) as numerator, cast(null as decimal(38, 9)) as denominator,
    cast(null as varchar) as value_text,
    cast(null as bigint) as gap_count
from core_subject_condition as s
left join judged_measure as v using (programme_id, period_id, unit_id, measure_code)
where s.rule_kind = 'attested'
