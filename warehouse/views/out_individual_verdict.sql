-- Every person under every condition for individuals. A person takes the unit's own verdict where
-- the plan looks at the unit.
select
    c.programme_id, p.period_id, p.unit_id, u.unit_code, u.unit_name, u.unit_order, u.group_code,
    p.person_code,
    p.full_name, p.job_title, c.condition_code, c.condition_order,
    case c.rule_kind
        when 'inherited' then coalesce(v.state, 'pending')
        when 'judged' then
            case when d.decided in ('met', 'not_met') then d.decided else 'council' end
        else
            case when p.level_order >= c.min_order and p.document_number is not null then 'met'
            else 'not_met' end
    end as state,
    c.rule_kind = 'inherited' and coalesce(v.is_near, false) as is_near,
    case c.rule_kind
        when 'inherited' then 'inherited'
        when 'judged' then
            case when d.decided in ('met', 'not_met') then 'decided' else 'not_decided' end
        else
            case
                when p.level_order is null then 'none_listed'
                when p.level_order >= c.min_order and p.document_number is not null
                    then 'recognised'
                else 'level_too_low'
            end
    end as reason_code,
    v.reason_code as unit_reason_code, d.reason as value_text
from core_condition as c
join core_person as p using (programme_id)
join core_judged_period as l on l.programme_id = p.programme_id and l.period_id = p.period_id
join core_programme_unit as u on u.programme_id = p.programme_id and u.unit_id = p.unit_id
left join judged_verdict as v
    on v.programme_id = p.programme_id and v.period_id = p.period_id and v.unit_id = p.unit_id
    and v.subject = 'collective' and v.criterion_code = c.inherited_condition
left join core_person_decision as d
    on d.programme_id = p.programme_id and d.period_id = p.period_id and d.unit_id = p.unit_id
    and d.person_code = p.person_code and d.condition_code = c.condition_code
where c.subject = 'individual'
