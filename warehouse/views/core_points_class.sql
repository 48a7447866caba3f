-- The class that a unit's points reach on its programme's scheme: the best whose bound is reached.
-- Where a better class than that has no printed bound, none is told.
with reached as (
    select
        t.programme_id, t.period_id, t.unit_id, c.band_code, c.band_order, c.label,
        b.lower_pct is null and not b.is_lowest as is_unknown
    from judged_total as t
    join core_programme as p using (programme_id)
    join core_criteria_set as s using (criteria_set_id)
    join core_class_band as c using (class_scheme_id)
    join core_class_bound as b using (class_scheme_id, band_code)
    where t.score is not null and (
        b.lower_pct is null
        or t.score * s.pct_scale > b.lower_pct * t.maximum
        or (b.is_lower_included and t.score * s.pct_scale = b.lower_pct * t.maximum)
    )
)
select programme_id, period_id, unit_id, band_code, band_order, label as class_name
from reached
qualify band_order = min(band_order) over (partition by programme_id, period_id, unit_id)
    and not is_unknown
