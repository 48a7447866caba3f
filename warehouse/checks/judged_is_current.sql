-- What is kept is what the views say now.
(select * from core_judgement except select * from judged_verdict)
union all
(select * from judged_verdict except select * from core_judgement)
