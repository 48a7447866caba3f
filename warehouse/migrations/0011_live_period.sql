-- The periods that are judged, kept: nearly every view asks for them, and working them out inside
-- each took longer to plan than to judge.
create table judged_live_period (programme_id varchar not null, period_id varchar not null);
