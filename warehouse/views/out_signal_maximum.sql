-- A sign to look at: a unit that gives itself the maximum of every criterion it scores.
with scored as (
    select
        p.programme_id, o.period_id, o.unit_id, o.file_name, o.sheet, o.cell, c.criterion_code,
        o.value_num = c.maximum as is_maximum
    from core_self_point as o
    join core_programme as p on p.criteria_set_id = o.dataset_id
    join core_criterion as c
        on c.criteria_set_id = o.dataset_id and c.criterion_code = o.column_code
    where o.value_num is not null and c.is_leaf and c.role = 'score'
)
select
    programme_id, period_id, 'all_maximum' as kind, unit_id,
    cast(null as varchar) as criterion_code,
    count(*) filter (where is_maximum) as maximum_count, count(*) as criterion_count,
    list_sort(
        list(struct_pack(file := file_name, sheet := sheet, cell := cell)) filter (where is_maximum)
    ) as places
from scored
cross join core_signal_limit
group by programme_id, period_id, unit_id, maximum_least_criteria, maximum_share
having count(*) >= maximum_least_criteria
    and count(*) filter (where is_maximum) >= maximum_share * count(*)
