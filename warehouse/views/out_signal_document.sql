-- A sign to look at: one number of a document cited by several units, or by one unit for several
-- rows or criteria. One row a unit and document; the places of the first kind are of all units.
with shared as (
    select
        programme_id, period_id, document, count(distinct unit_id) as unit_count,
        list_sort(list(
            distinct struct_pack(file := file_name, sheet := sheet, cell := cell)
        )) as all_places
    from core_cited_document
    group by all
),
own as (
    select
        programme_id, period_id, document, unit_id, count(distinct place_key) as row_count,
        string_agg(distinct criterion_code, ', ' order by criterion_code) as criterion_code,
        list_sort(list(
            distinct struct_pack(file := file_name, sheet := sheet, cell := cell)
        )) as own_places
    from core_cited_document
    group by all
)
select
    programme_id, period_id, 'document_across_units' as kind, o.unit_id, o.criterion_code,
    document, s.unit_count, o.row_count, s.all_places as places
from own as o
join shared as s using (programme_id, period_id, document)
cross join core_signal_limit as b
where s.unit_count >= b.document_units
union all
select
    o.programme_id, o.period_id, 'document_across_rows', o.unit_id, o.criterion_code,
    o.document, s.unit_count, o.row_count, o.own_places
from own as o
join shared as s using (programme_id, period_id, document)
cross join core_signal_limit as b
where o.row_count >= b.document_rows
