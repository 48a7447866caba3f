-- Points written down for the leaves of a criteria set, layer by layer, or the word that one does not
-- apply.
select
    f.programme_id, o.period_id, o.unit_id, o.column_code as criterion_code, o.value_num,
    f.layer, f.layer_order, f.revision, f.is_alone, c.parent_code, c.depth, c.role,
    c.is_scored_by_rule, c.maximum, c.weight, c.unit_scale, c.is_survey, c.is_appraised,
    c.met_from_pct, c.near_from_pct, c.pct_scale
from core_observation as o
join judged_live_file as f using (submission_id)
join core_leaf as c
    on c.programme_id = f.programme_id and c.criterion_code = o.column_code
join core_programme_unit as u
    on u.programme_id = f.programme_id and u.unit_id = o.unit_id
where o.table_code = 'points'
