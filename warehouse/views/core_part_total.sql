-- What the parts of each sum come to for every unit. A part that does not apply leaves the sum and
-- its maximum; a part of which nothing is known is missing, and can still bring all or nothing;
-- bonus and penalty are added and taken away where they are there, and count in no maximum. Where
-- no part at all is known, what the known ones come to is null.
select
    p.programme_id, e.period_id, u.unit_id, p.criteria_set_id, h.parent_code, h.depth,
    h.score_count - s.exempt_count as applicable_count,
    h.score_count - coalesce(s.seen_count - s.missing_count, 0) as missing_count,
    h.score_count - (s.seen_count - s.missing_count + s.council_count) as pending_count,
    coalesce(s.point_count, 0) as point_count,
    coalesce(s.known_count, 0) as known_count,
    coalesce(s.is_provisional, false) as is_provisional,
    h.score_maximum - coalesce(s.seen_maximum - s.maximum, 0) as maximum,
    s.added - s.taken as points,
    coalesce(s.low_added - s.high_taken, 0) as low_points,
    h.score_maximum - coalesce(s.seen_maximum - s.high_added + s.low_taken, 0) as high_points,
    -- a sum of bonus or penalty adds up its own kind
    s.added + s.taken as own_points,
    s.low_added + s.low_taken as own_low,
    s.high_added + s.high_taken as own_high
from core_programme as p
join core_child as h using (criteria_set_id)
join core_programme_unit as u using (programme_id)
join judged_live_period as e using (programme_id)
left join core_part_seen as s
    on s.programme_id = p.programme_id and s.period_id = e.period_id
    and s.unit_id = u.unit_id and s.parent_code = h.parent_code and s.depth = h.depth
