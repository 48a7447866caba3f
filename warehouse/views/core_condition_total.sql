-- What a board of conditions alone counts for a unit: those that it meets.
select
    programme_id, period_id, unit_id, group_code, family,
    cast(met_count as decimal(38, 9)) as score,
    cast(applicable_count as decimal(38, 9)) as maximum,
    cast(met_count as decimal(38, 9)) as met_count,
    cast(null as decimal(38, 9)) as total_points,
    cast(met_count as decimal(38, 9)) as low_score,
    cast(met_count + open_count as decimal(38, 9)) as high_score,
    false as is_provisional, receipt_code, received_at, is_late,
    case when is_awaited then 'no_hand_in' end as excluded_reason
from core_board_unit
where criteria_set_id is null
