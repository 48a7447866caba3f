-- What a board counts for a unit in a judged period, by what it rests on: the other way is left
-- aside where only one is asked for. Kept in judged_total.
select *, 'conditions' as basis from core_condition_total
union all
select *, 'points' from core_point_total
