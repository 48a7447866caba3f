-- Entries that replace what a rule gives.
select programme_id, period_id, unit_id, criterion_code
from core_point_entry
where is_scored_by_rule
