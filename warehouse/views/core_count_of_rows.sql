-- How many rows of a sheet say yes in every listed column; a workbook without such rows counts
-- nought, no workbook is missing.
with asked as (
    select programme_id, measure_code, count(*) as column_count
    from core_measure_column
    group by all
),
answered as (
    select
        m.programme_id, o.period_id, o.unit_id, m.measure_code, o.row_no,
        coalesce(a.column_count, 0) as column_count,
        count(*) filter (where c.column_code is not null and o.value_text = 'yes') as yes_count
    from core_measure as m
    join judged_observation as o
        on o.dataset_id = m.programme_id and o.table_code = m.table_code
    left join asked as a
        on a.programme_id = m.programme_id and a.measure_code = m.measure_code
    left join core_measure_column as c
        on c.programme_id = m.programme_id and c.measure_code = m.measure_code
        and c.column_code = o.column_code
    where m.source_kind = 'count_of_rows'
    group by all
)
select
    m.programme_id, f.period_id, f.unit_id, m.measure_code,
    count(*) filter (where r.yes_count = r.column_count) as numerator
from core_measure as m
join judged_file as f on f.kind = 'workbook' and f.dataset_id = m.programme_id
left join answered as r
    on r.programme_id = m.programme_id and r.measure_code = m.measure_code
    and r.period_id = f.period_id and r.unit_id = f.unit_id
where m.source_kind = 'count_of_rows'
group by all
