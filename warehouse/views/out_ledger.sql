-- The layers of every leaf side by side: self, appraised, after explanation, published, and the
-- one that counts; each with person, moment, reason and evidence, all of one hand-in. A closed
-- period keeps its leaves beside its sums.
with entry as (
    select
        o.dataset_id, o.period_id, o.unit_id, o.column_code, o.layer, o.submission_id,
        max(o.value_num) as points,
        max(o.value_text) filter (where o.table_code = 'point_reasons') as reason,
        max(o.value_text) filter (where o.table_code = 'point_evidence') as evidence,
        any_value(f.actor) as actor, any_value(f.received_at) as received_at
    from core_source_figure as o
    join raw_submission__file as f using (submission_id)
    where o.table_code in ('points', 'point_reasons', 'point_evidence')
    group by all
    having bool_or(o.table_code = 'points')
),
leaf as (
    select programme_id, period_id, unit_id, criterion_code, points, layer, state, reason_code,
        is_provisional
    from core_leaf_verdict
    union all
    select programme_id, period_id, unit_id, criterion_code, points, layer, state, reason_code,
        is_provisional
    from judged_verdict
    semi join core_leaf using (programme_id, criterion_code)
    where subject = 'criterion'
)
select
    v.programme_id, v.period_id, v.unit_id, u.unit_code, u.unit_name, c.criterion_code,
    c.criterion_order, c.name, c.role, c.is_survey, c.maximum,
    coalesce(s.points, r.points) as self_points, s.actor as self_actor,
    s.received_at as self_at, s.reason as self_reason, s.evidence as self_evidence,
    a.points as appraised_points, a.actor as appraised_actor, a.received_at as appraised_at,
    a.reason as appraised_reason, a.evidence as appraised_evidence,
    x.points as explained_points, x.actor as explained_actor, x.received_at as explained_at,
    x.reason as explained_reason, x.evidence as explained_evidence,
    b.points as published_points, b.actor as published_actor, b.received_at as published_at,
    v.points as final_points, v.layer as final_layer, v.state, v.reason_code, v.is_provisional
from leaf as v
join core_programme as p using (programme_id)
join core_programme_unit as u using (programme_id, unit_id)
join core_criterion as c using (criteria_set_id, criterion_code)
left join judged_rule_point as r
    on r.programme_id = v.programme_id and r.period_id = v.period_id
    and r.unit_id = v.unit_id and r.criterion_code = v.criterion_code
left join entry as s
    on s.layer = 'self' and s.dataset_id = p.criteria_set_id and s.period_id = v.period_id
    and s.unit_id = v.unit_id and s.column_code = v.criterion_code
left join entry as a
    on a.layer = 'appraised' and a.dataset_id = p.criteria_set_id and a.period_id = v.period_id
    and a.unit_id = v.unit_id and a.column_code = v.criterion_code
left join entry as x
    on x.layer = 'explained' and x.dataset_id = p.criteria_set_id and x.period_id = v.period_id
    and x.unit_id = v.unit_id and x.column_code = v.criterion_code
left join entry as b
    on b.layer = 'published' and b.dataset_id = p.criteria_set_id and b.period_id = v.period_id
    and b.unit_id = v.unit_id and b.column_code = v.criterion_code
