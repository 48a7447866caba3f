-- The published class of a unit, in the words of the programme's own scheme (of several classes
-- the first that the programme names).
select v.programme_id, v.period_id, v.unit_id, band.label as class_name
from judged_measure as v
join core_measure as m using (programme_id, measure_code)
join core_programme as p using (programme_id)
join core_class_band as band
    on band.class_scheme_id = p.class_scheme_id and band.band_code = v.value_text
where m.value_type = 'class'
qualify m.measure_order = min(m.measure_order) over (
    partition by v.programme_id, v.period_id, v.unit_id
)
