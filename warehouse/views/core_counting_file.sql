-- Which files count: the latest standing workbook of a unit and period, and every table
-- and export of dossiers; of tables the latest figure of each column wins later. A file that is the only one of its dataset
-- and period has nothing to win against. Kept in judged_file.
select
    f.submission_id, f.kind, f.dataset_id, f.period_id, f.unit_id, f.layer,
    l.choice_order as layer_order, f.revision,
    f.kind = 'table' and count(*) over (partition by f.dataset_id, f.period_id) = 1 as is_alone
from core_standing_file as f
join core_choice as l on l.list_code = 'layer' and l.choice_code = f.layer
qualify f.kind <> 'workbook' or f.revision = max(f.revision) over (
    partition by f.kind, f.dataset_id, f.period_id, f.unit_id
)
