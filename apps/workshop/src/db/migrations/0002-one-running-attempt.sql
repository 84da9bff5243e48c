-- A trainee is at one station at a time: two starts at the same moment make one attempt.

create unique index attempt_one_running on attempt (trainee_id) where status = 'running';
create index attempt_started_at on attempt (started_at);
