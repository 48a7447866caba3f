-- For whom a unit's people act: each unit with itself, the units above it, and the units that took
-- it over whole (a split unit is taken over by none).
with recursive edge as (
    select unit_id, parent_id as above_id from core_unit where parent_id is not null
    union
    select predecessor_id as unit_id, successor_id as above_id
    from core_unit_link where kind <> 'split'
),
within as (
    select unit_id, unit_id as within_id from core_unit
    union
    select w.unit_id, e.above_id as within_id
    from within as w
    join edge as e on e.unit_id = w.within_id
)
select unit_id, within_id from within
