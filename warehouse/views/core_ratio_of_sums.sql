-- Sum of columns over sum of columns; a dossier sheet without rows gives no row here (missing).
select
    m.programme_id, o.period_id, o.unit_id, m.measure_code,
    sum(o.value_num) filter (where c.role = 'numerator') as numerator,
    sum(o.value_num) filter (where c.role = 'denominator') as denominator
from core_measure as m
join core_measure_column as c using (programme_id, measure_code)
join judged_observation as o
    on o.dataset_id = m.programme_id and o.table_code = m.table_code
    and o.column_code = c.column_code
where m.source_kind = 'ratio_of_sums'
group by all
