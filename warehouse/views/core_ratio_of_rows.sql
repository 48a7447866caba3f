-- Share of a sheet's rows in which every listed column says yes; an empty one does not.
with asked as (
    select programme_id, measure_code, count(*) as column_count
    from core_measure_column
    group by all
),
answered as (
    select
        m.programme_id, o.period_id, o.unit_id, m.measure_code, o.row_no, a.column_count,
        count(*) filter (where o.value_text = 'yes') as yes_count
    from core_measure as m
    join core_measure_column as c using (programme_id, measure_code)
    join asked as a using (programme_id, measure_code)
    join judged_observation as o
        on o.dataset_id = m.programme_id and o.table_code = m.table_code
        and o.column_code = c.column_code
    where m.source_kind = 'ratio_of_rows'
    group by all
)
select
    programme_id, period_id, unit_id, measure_code,
    count(*) filter (where yes_count = column_count) as numerator,
    count(*) as denominator
from answered
group by all
