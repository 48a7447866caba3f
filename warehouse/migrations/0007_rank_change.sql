-- How far each unit climbed since the period before, or why the two are not comparable: kept like
-- every other thing judged, because screens read it with each board.

create table judged_change (
    programme_id varchar not null, period_id varchar not null, unit_id varchar not null,
    previous_period_id varchar, rank_change bigint, change_reason_codes varchar[] not null,
    valid_from date, valid_to date, changed_on date,
    peer_count bigint, earlier_peer_count bigint
);
