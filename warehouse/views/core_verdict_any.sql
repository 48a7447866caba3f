-- Every kind of rule brings its verdicts here under its name, so that the others are left aside
-- where only some are asked for.
select *, 'threshold' as rule_kind from core_verdict_threshold
union all select *, 'class_band' as rule_kind from core_verdict_class_band
union all select *, 'recognised' as rule_kind from core_verdict_recognised
union all select *, 'veto' as rule_kind from core_verdict_veto
union all select *, 'attested' as rule_kind from core_verdict_attested
union all select *, 'judged' as rule_kind from core_verdict_judged
union all select *, 'rank_improved' as rule_kind from core_verdict_rank_improved
union all select *, 'value_and_rank_improved' as rule_kind from core_verdict_value_and_rank
union all select *, 'tier_position' as rule_kind from core_verdict_tier_position
