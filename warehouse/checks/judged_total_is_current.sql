-- What is kept is what the view says now.
(select programme_id, period_id, unit_id, score, maximum, excluded_reason, is_late from core_board_total except select programme_id, period_id, unit_id, score, maximum, excluded_reason, is_late from judged_total)
union all
(select programme_id, period_id, unit_id, score, maximum, excluded_reason, is_late from judged_total except select programme_id, period_id, unit_id, score, maximum, excluded_reason, is_late from core_board_total)
