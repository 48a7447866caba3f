-- The board: rank, score, class, change of rank against the period before.
select
    r.programme_id, r.period_id, r.group_code, g.label as group_label, g.group_order,
    r.unit_id, u.unit_code, u.unit_name, u.unit_order,
    r.rank, r.is_tied, r.ranked_count, r.score, r.maximum, r.is_late, r.received_at,
    r.receipt_code, band.label as class_name,
    before.rank - r.rank as rank_change,
    published.value_num as published_order
from core_rank as r
join core_programme as p using (programme_id)
join core_programme_group as g using (programme_id, group_code)
join core_programme_unit as u using (programme_id, group_code, unit_id)
left join core_previous_period as q using (programme_id, period_id)
left join core_rank as before
    on before.programme_id = r.programme_id and before.period_id = q.previous_period_id
    and before.unit_id = r.unit_id
left join core_criteria_set as s using (criteria_set_id)
left join core_current_observation as published
    on published.dataset_id = s.criteria_set_id and published.period_id = r.period_id
    and published.unit_id = r.unit_id and published.column_code = s.published_rank
left join core_measure as cm
    on cm.programme_id = r.programme_id and cm.value_type = 'class'
left join core_measure_value as cv
    on cv.programme_id = r.programme_id and cv.period_id = r.period_id
    and cv.unit_id = r.unit_id and cv.measure_code = cm.measure_code
left join core_class_band as band
    on band.class_scheme_id = p.class_scheme_id and band.band_code = cv.value_text
