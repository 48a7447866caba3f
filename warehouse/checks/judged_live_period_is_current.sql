-- The kept periods are those that are judged now.
(from core_live_period except from judged_live_period)
union all
(from judged_live_period except from core_live_period)
