-- What an exercise may draw is drawn when an attempt starts, and stays.

-- As secret as the fault that it draws: unlike the seed it is in no evidence. 0: of before there was anything to draw.
alter table attempt add column draw integer not null default 0 check (draw >= 0);
create trigger attempt_draw_fixed before update on attempt
  for each row when (old.draw is distinct from new.draw) execute function refuse_change();

-- How often somebody has tried an exam.
create index attempt_exam on attempt (trainee_id, exercise_id, started_at) where mode = 'exam';
