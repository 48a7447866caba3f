-- Figures written down as they are; a published one stands above the unit's own (never the larger).
select
    o.dataset_id as programme_id, o.period_id, o.unit_id, o.column_code as measure_code,
    o.value_num, o.value_text, o.submission_id, o.sheet, o.cell
from judged_observation as o
join core_choice as l on l.list_code = 'layer' and l.choice_code = o.layer
where o.table_code = 'results'
qualify l.choice_order = max(l.choice_order) over (
    partition by o.dataset_id, o.period_id, o.unit_id, o.column_code
)
