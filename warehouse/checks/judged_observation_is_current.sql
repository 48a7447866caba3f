-- What is kept is what the view says now.
(select submission_id, unit_id, table_code, row_no, column_code, value_text, value_num, value_date, cell from core_counting_observation except select submission_id, unit_id, table_code, row_no, column_code, value_text, value_num, value_date, cell from judged_observation)
union all
(select submission_id, unit_id, table_code, row_no, column_code, value_text, value_num, value_date, cell from judged_observation except select submission_id, unit_id, table_code, row_no, column_code, value_text, value_num, value_date, cell from core_counting_observation)
