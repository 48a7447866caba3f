-- A sign to look at: far more round numbers among a unit's declared counts than chance gives.
with declared as (
    select
        o.dataset_id as programme_id, o.period_id, o.unit_id, f.file_name, o.sheet, o.cell,
        cast(o.value_num as bigint) % b.round_divisor = 0 as is_round,
        b.round_least_figures, b.round_share
    from judged_observation as o
    join core_form_column as c using (table_code, column_code)
    join raw_submission__file as f using (submission_id)
    cross join core_signal_limit as b
    where c.value_type = 'count' and not c.is_restricted and o.layer = 'self'
        and o.value_num >= b.round_least_value
)
select
    programme_id, period_id, 'round_numbers' as kind, unit_id,
    cast(null as varchar) as criterion_code,
    count(*) filter (where is_round) as round_count, count(*) as figure_count,
    list_sort(
        list(struct_pack(file := file_name, sheet := sheet, cell := cell)) filter (where is_round)
    ) as places
from declared
group by programme_id, period_id, unit_id, round_least_figures, round_share
having count(*) >= round_least_figures
    and count(*) filter (where is_round) >= round_share * count(*)
