-- How far a unit's own scores stood above what stood in the end, over the maxima of the leaves that
-- an appraiser looked at. A sign for inspection, never a penalty.
select
    programme_id, period_id, unit_id, unit_code, unit_name,
    count(*) as leaf_count,
    sum(greatest(self_points - final_points, 0)) as over_claimed_points,
    sum(maximum) as maximum
from out_ledger
where self_points is not null and final_points is not null
    and (appraised_points is not null or explained_points is not null)
group by all
