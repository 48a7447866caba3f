-- Figures that a unit reports of itself on one scale from period to period: indices of a plan and
-- points of a criterion, each with the change from which on a jump is a sign.
select
    o.dataset_id as programme_id, o.period_id, o.unit_id, m.measure_code as figure_code,
    cast(null as varchar) as criterion_code, m.label, o.value_num, b.jump_figure_change as bound,
    'results' as table_code, o.submission_id, f.file_name, o.sheet, o.cell
from judged_observation as o
join core_measure as m
    on m.programme_id = o.dataset_id and m.measure_code = o.column_code
    and m.value_type in ('pct', 'points')
join raw_submission__file as f using (submission_id)
cross join core_signal_limit as b
where o.table_code = 'results' and o.layer = 'self'
union all
select
    p.programme_id, o.period_id, o.unit_id, c.criterion_code, c.criterion_code, c.name,
    o.value_num, cast(c.maximum * b.jump_criterion_share as decimal(38, 9)), 'points',
    o.submission_id, o.file_name, o.sheet, o.cell
from core_self_point as o
join core_programme as p on p.criteria_set_id = o.dataset_id
join core_criterion as c
    on c.criteria_set_id = o.dataset_id and c.criterion_code = o.column_code and c.is_leaf
cross join core_signal_limit as b
where o.table_code = 'points'
