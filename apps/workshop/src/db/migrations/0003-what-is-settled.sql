-- What an examiner and an officer decide by stays as it was when it happened.

-- Who attempted what is settled at the start, how it went at the end. After the end only a sign-off follows: it adds the
-- instructor's points to the assessment, and leaves what the evidence earned.
create or replace function keep_attempt() returns trigger language plpgsql as $$
declare
  settled text[] := array['id', 'exercise_id', 'trainee_id', 'mode', 'seed', 'started_at', 'evidence_path'];
  was jsonb := to_jsonb(old);
  becomes jsonb := to_jsonb(new);
  field text;
begin
  if old.status = 'signedOff' then
    raise exception 'ATTEMPT_SIGNED_OFF' using errcode = 'LU003';
  end if;
  if old.status <> 'running' then
    settled := settled || array['ended_at', 'end_reason', 'diagnosis', 'evidence_sha256'];
  end if;
  foreach field in array settled loop
    if was -> field is distinct from becomes -> field then
      raise exception 'RECORD_IMMUTABLE' using errcode = 'LU001', detail = 'attempt.' || field;
    end if;
  end loop;
  if new.status = 'signedOff' then
    if old.status <> 'submitted' or not exists (select 1 from sign_off s where s.attempt_id = new.id) then
      raise exception 'ATTEMPT_NOT_SUBMITTED' using errcode = 'LU004';
    end if;
    if old.assessment -> 'automaticPoints' is distinct from new.assessment -> 'automaticPoints'
      or old.assessment -> 'gate' is distinct from new.assessment -> 'gate' then
      raise exception 'RECORD_IMMUTABLE' using errcode = 'LU001', detail = 'attempt.assessment';
    end if;
  elsif old.status <> 'running' and becomes is distinct from was then
    raise exception 'RECORD_IMMUTABLE' using errcode = 'LU001', detail = 'an attempt that has ended is only signed off';
  end if;
  return new;
end $$;
create trigger attempt_undeleted before delete on attempt for each row execute function refuse_change();
create trigger attempt_kept before truncate on attempt for each statement execute function refuse_change();

-- An application is for one candidate, name and scheme; it only moves on, with the record that moves it.
create function keep_application() returns trigger language plpgsql as $$
begin
  if to_jsonb(new) - 'status' is distinct from to_jsonb(old) - 'status' then
    raise exception 'RECORD_IMMUTABLE' using errcode = 'LU001', detail = 'an application is never rewritten';
  end if;
  if new.status = old.status then
    return new;
  end if;
  if old.status = 'submitted' and new.status = 'examined'
    and exists (select 1 from exam e where e.application_id = new.id) then
    return new;
  end if;
  if old.status = 'examined' and new.status in ('granted', 'refused')
    and exists (select 1 from decision d where d.application_id = new.id and d.granted = (new.status = 'granted')) then
    return new;
  end if;
  raise exception 'RECORD_IMMUTABLE' using errcode = 'LU001', detail = 'application.status';
end $$;
create trigger application_fixed before update on application for each row execute function keep_application();
create trigger application_undeleted before delete on application for each row execute function refuse_change();
create trigger application_kept before truncate on application for each statement execute function refuse_change();

-- An examiner's verdict cannot be kinder than the safety gate.
create function check_exam_gate() returns trigger language plpgsql as $$
begin
  if new.passed and exists (
    select 1 from attempt a where a.id = new.attempt_id and a.assessment -> 'gate' ->> 'isPassed' = 'false'
  ) then
    raise exception 'EXAM_ATTEMPT_STOPPED' using errcode = 'LU004';
  end if;
  return new;
end $$;
create trigger exam_gate before insert on exam for each row execute function check_exam_gate();
