-- What is kept is what the view says now.
((select
    submission_id, layer_order, is_alone
from core_counting_file)
except
(select
    submission_id, layer_order, is_alone
from judged_file))
union all
((select
    submission_id, layer_order, is_alone
from judged_file)
except
(select
    submission_id, layer_order, is_alone
from core_counting_file))
