-- Yes when any standing workbook of the period came in time: a later correction does not undo it, a
-- withdrawal does.
select
    m.programme_id, f.period_id, f.unit_id, m.measure_code,
    case when bool_and(f.is_late) then 'no' else 'yes' end as value_text
from core_measure as m
join core_standing_file as f on f.dataset_id = m.programme_id and f.kind = 'workbook'
where m.source_kind = 'hand_in_on_time'
group by all
