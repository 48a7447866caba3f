-- Which hand-ins count: the latest accepted workbook of a unit and period. Result tables all stay
-- in play; core_counting_observation lets the latest figure of each column win.
select *
from raw_submission__file
qualify kind = 'table' or revision = max(revision) over (
    partition by kind, dataset_id, period_id, unit_id
)
