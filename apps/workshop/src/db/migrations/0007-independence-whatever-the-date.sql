-- Who trained or examined is kept apart from who examines or decides, whatever date a record claims for itself.

-- Independence was judged as of the record's own time, so that a copied database judges alike: a record that was dated
-- back to before the training passed. Now that holds only in a database whose audit log is still empty, which is one that
-- `luban db move` is filling: the log comes last, and can never be emptied again. Everywhere else an exam is judged by
-- everything that is there, and by the earlier of its own time and the clock's; and a sign-off is no older than the end
-- of the attempt that it signs off.

create function is_being_moved() returns boolean language sql stable as $$
  select not exists (select 1 from audit_log)
$$;

create or replace function check_exam() returns trigger language plpgsql as $$
declare
  candidate text;
  since timestamptz := least(new.at, clock_timestamp()) - interval '2 years';
begin
  select candidate_id into strict candidate from application where id = new.application_id;
  perform lock_person(candidate);
  if candidate = new.examiner_id then
    raise exception 'EXAMINER_IS_CANDIDATE' using errcode = 'LU004';
  end if;
  if exists (
    select 1 from sign_off s join attempt a on a.id = s.attempt_id
    where a.trainee_id = candidate and s.instructor_id = new.examiner_id
      and greatest(s.at, a.ended_at) > since and (s.at <= new.at or not is_being_moved())
  ) then
    raise exception 'EXAMINER_TRAINED_CANDIDATE' using errcode = 'LU004';
  end if;
  if not exists (
    select 1 from attempt a
    where a.id = new.attempt_id and a.trainee_id = candidate and a.mode = 'exam' and a.ended_at is not null
  ) then
    raise exception 'ATTEMPT_NOT_OF_CANDIDATE' using errcode = 'LU004';
  end if;
  if new.passed and not exists (
    select 1 from attempt a where a.id = new.attempt_id and a.status in ('submitted', 'signedOff')
  ) then
    raise exception 'EXAM_ATTEMPT_STOPPED' using errcode = 'LU004';
  end if;
  return new;
end $$;

create or replace function check_decision() returns trigger language plpgsql as $$
declare
  candidate text;
begin
  select candidate_id into strict candidate from application where id = new.application_id;
  perform lock_person(candidate);
  if candidate = new.officer_id then
    raise exception 'OFFICER_IS_CANDIDATE' using errcode = 'LU004';
  end if;
  if exists (
    select 1 from sign_off s join attempt a on a.id = s.attempt_id
    where a.trainee_id = candidate and s.instructor_id = new.officer_id
      and (s.at <= new.at or not is_being_moved())
  ) then
    raise exception 'OFFICER_TRAINED_CANDIDATE' using errcode = 'LU004';
  end if;
  if exists (
    select 1 from exam e join application p on p.id = e.application_id
    where p.candidate_id = candidate and e.examiner_id = new.officer_id
      and (e.at <= new.at or not is_being_moved())
  ) then
    raise exception 'OFFICER_EXAMINED_CANDIDATE' using errcode = 'LU004';
  end if;
  if not exists (select 1 from exam e where e.application_id = new.application_id) then
    raise exception 'EXAM_MISSING' using errcode = 'LU004';
  end if;
  if new.granted and not exists (select 1 from exam e where e.application_id = new.application_id and e.passed) then
    raise exception 'EXAM_NOT_PASSED' using errcode = 'LU004';
  end if;
  return new;
end $$;
