-- Every kind of rule brings its verdicts here.
select * from core_verdict_threshold
union all select * from core_verdict_class_band
union all select * from core_verdict_recognised
union all select * from core_verdict_veto
union all select * from core_verdict_attested
union all select * from core_verdict_judged
union all select * from core_verdict_rank_improved
union all select * from core_verdict_value_and_rank
union all select * from core_verdict_tier_position
