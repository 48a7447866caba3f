-- Which conditions look at a sheet of the workbook.
select
    c.programme_id, coalesce(c.table_code, m.table_code) as table_code,
    string_agg(c.condition_code, ', ' order by c.condition_code) as criterion_code
from core_condition as c
left join core_measure as m using (programme_id, measure_code)
where coalesce(c.table_code, m.table_code) is not null and c.subject = 'collective'
group by all
