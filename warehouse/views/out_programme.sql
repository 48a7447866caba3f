-- Programmes with the newest period that holds data, or the first one when none does.
with newest as (
    select
        programme_id,
        coalesce(
            arg_max(period_id, ends_on) filter (where hand_in_count > 0),
            arg_min(period_id, starts_on)
        ) as default_period_id,
        bool_or(is_sample) as is_sample
    from out_period
    group by all
),
note as (
    select dataset_id, string_agg(distinct source_note, '; ') as source_note
    from raw_submission__file
    group by all
)
select p.*, n.default_period_id, n.is_sample, s.source_note
from core_programme as p
join newest as n using (programme_id)
left join note as s on s.dataset_id = coalesce(p.criteria_set_id, p.programme_id)
