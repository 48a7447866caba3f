-- Units that a programme's files may speak of: its own, and those its targets are about.
select programme_id, unit_id, unit_code, unit_name from core_programme_unit
union
select programme_id, unit_id, unit_code, unit_name from core_target_unit
