-- The steps of the order of each ranked unit: what is compared, and the figure in its own unit.
select
    k.programme_id, k.period_id, k.unit_id, k.key_order, k.key_kind, k.key_value,
    m.label as measure_label, m.value_type, m.source_kind, m.scale, v.numerator, v.denominator
from judged_key as k
join core_ranking_key as r using (programme_id, key_order)
left join core_measure as m
    on m.programme_id = k.programme_id and m.measure_code = r.measure_code
left join judged_measure as v
    on v.programme_id = k.programme_id and v.period_id = k.period_id
    and v.unit_id = k.unit_id and v.measure_code = r.measure_code
