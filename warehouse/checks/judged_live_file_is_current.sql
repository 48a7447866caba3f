-- What is kept is what the view says now.
((select
    programme_id, submission_id, period_id, layer_order, is_alone
from core_live_file)
except
(select
    programme_id, submission_id, period_id, layer_order, is_alone
from judged_live_file))
union all
((select
    programme_id, submission_id, period_id, layer_order, is_alone
from judged_live_file)
except
(select
    programme_id, submission_id, period_id, layer_order, is_alone
from core_live_file))
