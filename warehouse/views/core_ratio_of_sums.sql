-- Sums of columns, each answer at its worth, over sums of columns; a sheet without rows gives no
-- row here (missing). A survey's formula is such a ratio.
select
    m.programme_id, o.period_id, o.unit_id, m.measure_code,
    sum(cast(o.value_num as decimal(38, 9)) * c.worth) filter (where c.role = 'numerator') as numerator,
    sum(o.value_num) filter (where c.role = 'denominator') as denominator
from core_measure as m
join core_measure_column as c using (programme_id, measure_code)
join judged_observation as o
    on o.dataset_id = m.programme_id and o.table_code = m.table_code
    and o.column_code = c.column_code
where m.source_kind in ('ratio_of_sums', 'survey')
group by all
