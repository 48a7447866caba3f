-- Periods that are judged: they hold a figure, are no base year, and are not closed. Kept
-- in judged_live_period.
select distinct d.programme_id, f.period_id
from core_programme_dataset as d
join core_standing_file as f using (dataset_id)
join core_period as e using (programme_id, period_id)
anti join core_closed_period as z using (programme_id, period_id)
where not e.is_base
