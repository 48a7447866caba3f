-- Where every unit stands in every period: score, class, place and the places still possible.
select
    u.programme_id, e.period_id, u.unit_id, u.unit_code, u.unit_name, u.group_code, u.unit_order,
    p.family, t.score, t.maximum, coalesce(t.is_provisional, false) as is_provisional,
    -- where nothing was handed in at all, no total was ever worked out
    case
        when t.unit_id is not null then t.excluded_reason
        when p.has_workbook then 'no_hand_in'
        else 'no_result'
    end as excluded_reason, r.rank, r.is_tied, r.ranked_count, g.best_rank, g.worst_rank,
    coalesce(c.class_name, k.class_name) as class_name, k.band_order as class_order
from core_programme_unit as u
join core_programme as p using (programme_id)
join core_period as e using (programme_id)
left join judged_total as t using (programme_id, period_id, unit_id)
left join judged_rank as r using (programme_id, period_id, unit_id)
left join out_rank_range as g using (programme_id, period_id, unit_id)
left join core_unit_class as c using (programme_id, period_id, unit_id)
left join core_points_class as k using (programme_id, period_id, unit_id)
