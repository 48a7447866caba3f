-- Where the figures of a criterion stand, for every period: dataset, sheet and column, of the period
-- itself and, where ranks are compared with it, of the same one of the year before.
select
    i.programme_id, e.period_id, i.criterion_code, i.measure_label, d.dataset_id,
    b.period_id as source_period_id, i.table_code, i.column_code
from core_criterion_input as i
join core_period as e on e.programme_id = i.programme_id
join core_period as b
    on b.programme_id = i.programme_id and b.series = e.series
    and b.period_order = e.period_order
    and (b.year = e.year or (i.looks_back and b.year = e.year - 1))
join core_programme_dataset as d on d.programme_id = i.programme_id
