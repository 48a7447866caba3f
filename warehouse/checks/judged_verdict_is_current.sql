-- What is kept is what the view says now.
(select programme_id, period_id, unit_id, criterion_code, state, is_near, reason_code, numerator, denominator, value_text, gap_count, points from core_judgement except select programme_id, period_id, unit_id, criterion_code, state, is_near, reason_code, numerator, denominator, value_text, gap_count, points from judged_verdict)
union all
(select programme_id, period_id, unit_id, criterion_code, state, is_near, reason_code, numerator, denominator, value_text, gap_count, points from judged_verdict except select programme_id, period_id, unit_id, criterion_code, state, is_near, reason_code, numerator, denominator, value_text, gap_count, points from core_judgement)
