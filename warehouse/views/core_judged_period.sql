-- Periods with verdicts: judged now, or frozen when they were closed.
select programme_id, period_id from judged_live_period
union
select programme_id, period_id from core_closed_period
