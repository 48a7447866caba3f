-- What the known parts of each sum add up to.
select
    programme_id, period_id, unit_id, parent_code, depth,
    count(*) filter (where role = 'score') as seen_count,
    count(*) filter (where role = 'score' and is_exempt) as exempt_count,
    count(*) filter (where role = 'score' and missing_state is not null) as missing_count,
    count(*) filter (where role = 'score' and missing_state = 'council') as council_count,
    count(points) as point_count,
    sum(known_count) as known_count,
    bool_or(is_provisional) as is_provisional,
    coalesce(sum(declared_maximum) filter (where role = 'score'), 0) as seen_maximum,
    coalesce(sum(maximum) filter (where role = 'score' and not is_exempt), 0)
        as maximum,
    coalesce(sum(points) filter (where role <> 'penalty'), 0) as added,
    coalesce(sum(points) filter (where role = 'penalty'), 0) as taken,
    coalesce(sum(low_points) filter (where role <> 'penalty'), 0) as low_added,
    coalesce(sum(low_points) filter (where role = 'penalty'), 0) as low_taken,
    coalesce(sum(high_points) filter (where role <> 'penalty'), 0) as high_added,
    coalesce(sum(high_points) filter (where role = 'penalty'), 0) as high_taken
from core_part
group by all
