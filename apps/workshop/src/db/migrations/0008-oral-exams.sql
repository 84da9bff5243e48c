-- An exam may be oral: an examiner asks, and judges what the candidate could explain. There is no attempt to it.

-- Which of the two a scheme asks for, the service holds; that an exam is what it says it is, the database does. An exam
-- that says nothing is practical, as all of them were, and needs its attempt as before.
alter table exam
  alter column attempt_id drop not null,
  add column means text not null default 'practical' check (means in ('practical', 'oral')),
  add constraint exam_attempt check ((means = 'practical') = (attempt_id is not null));

-- The examiner did not train the candidate, whatever the means; an attempt is this candidate's, in exam mode, and was not
-- stopped if it is passed (0007); an oral exam is passed with every criterion met, and at least one.
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
  if new.attempt_id is not null and not exists (
    select 1 from attempt a
    where a.id = new.attempt_id and a.trainee_id = candidate and a.mode = 'exam' and a.ended_at is not null
  ) then
    raise exception 'ATTEMPT_NOT_OF_CANDIDATE' using errcode = 'LU004';
  end if;
  if new.passed and new.attempt_id is not null and not exists (
    select 1 from attempt a where a.id = new.attempt_id and a.status in ('submitted', 'signedOff')
  ) then
    raise exception 'EXAM_ATTEMPT_STOPPED' using errcode = 'LU004';
  end if;
  if new.passed and new.means = 'oral' and (
    not exists (select 1 from jsonb_array_elements(new.criteria))
    or exists (select 1 from jsonb_array_elements(new.criteria) one where one -> 'isMet' is distinct from 'true')
  ) then
    raise exception 'EXAM_CRITERION_UNMET' using errcode = 'LU004';
  end if;
  return new;
end $$;
