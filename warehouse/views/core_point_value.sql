-- Points and published columns of a criteria set, or the word that a criterion does not apply;
-- published ones stand above the unit's own.
select
    o.dataset_id as criteria_set_id, o.period_id, o.unit_id, o.column_code, o.value_num,
    coalesce(o.value_text = 'not_applicable', false) as is_not_applicable
from judged_observation as o
join core_choice as l on l.list_code = 'layer' and l.choice_code = o.layer
where o.table_code = 'points'
qualify l.choice_order = max(l.choice_order) over (
    partition by o.dataset_id, o.period_id, o.unit_id, o.column_code
)
