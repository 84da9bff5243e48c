-- People, attempts, certification and the audit log. PostgreSQL 15. Never edited once merged: add the next number.

-- Identity: the four tables of better-auth with its username plugin, named our way.

create table "user" (
  id text primary key,
  name text not null,
  email text not null unique,
  email_verified boolean not null,
  image text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  username text unique,
  display_username text,
  names jsonb not null default '{}',
  language text check (language in ('kk', 'ru', 'zh', 'en')),
  is_demo boolean not null default false
);

create table session (
  id text primary key,
  expires_at timestamptz not null,
  token text not null unique,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  ip_address text,
  user_agent text,
  user_id text not null references "user" (id) on delete cascade
);
create index session_user_id on session (user_id);

create table account (
  id text primary key,
  account_id text not null,
  provider_id text not null,
  user_id text not null references "user" (id) on delete cascade,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  password text,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index account_user_id on account (user_id);

create table verification (
  id text primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index verification_identifier on verification (identifier);

create table user_role (
  user_id text not null references "user" (id) on delete cascade,
  role text not null check (role in ('trainee', 'instructor', 'examiner', 'certificationOfficer', 'mentor', 'administrator')),
  primary key (user_id, role)
);

-- Training.

create table attempt (
  id text primary key,
  exercise_id text not null,
  trainee_id text not null references "user" (id),
  mode text not null check (mode in ('practice', 'exam')),
  seed integer not null,
  status text not null check (status in ('running', 'submitted', 'stopped', 'interrupted', 'signedOff', 'cancelled')),
  started_at timestamptz not null,
  ended_at timestamptz,
  end_reason text,
  diagnosis jsonb,
  evidence_path text,
  evidence_sha256 text,
  assessment jsonb,
  score double precision,
  constraint attempt_ended check ((status = 'running') = (ended_at is null))
);
create index attempt_trainee_id on attempt (trainee_id, started_at);
create index attempt_status on attempt (status);

create table sign_off (
  attempt_id text primary key references attempt (id),
  instructor_id text not null references "user" (id),
  criteria jsonb not null,
  passed boolean not null,
  comment text not null,
  at timestamptz not null
);
create index sign_off_instructor_id on sign_off (instructor_id, at);

-- Certification.

create table application (
  id text primary key,
  scheme_id text not null,
  scheme_version integer not null,
  candidate_id text not null references "user" (id),
  holder_name text not null,
  holder_names jsonb not null,
  attempt_ids jsonb not null,
  status text not null check (status in ('submitted', 'examined', 'granted', 'refused')),
  applied_at timestamptz not null
);
create unique index application_one_open on application (candidate_id, scheme_id) where status in ('submitted', 'examined');

create table exam (
  application_id text primary key references application (id),
  examiner_id text not null references "user" (id),
  attempt_id text not null unique references attempt (id),
  criteria jsonb not null,
  passed boolean not null,
  comment text not null,
  at timestamptz not null
);

create table decision (
  application_id text primary key references application (id),
  officer_id text not null references "user" (id),
  granted boolean not null,
  reason text not null,
  at timestamptz not null
);

create table certificate (
  number text primary key,
  application_id text not null unique references decision (application_id),
  holder_id text not null references "user" (id),
  holder_name text not null,
  holder_names jsonb not null,
  scheme_id text not null,
  scheme_version integer not null,
  status_index integer not null unique,
  credential bytea not null,
  credential_sha256 text not null check (credential_sha256 = encode(sha256(credential), 'hex')),
  issued_at timestamptz not null,
  valid_from timestamptz not null,
  valid_until timestamptz not null,
  status text not null check (status in ('active', 'suspended', 'withdrawn')),
  is_hidden boolean not null default false
);
create index certificate_holder_id on certificate (holder_id);

create table certificate_event (
  id text primary key,
  number text not null references certificate (number),
  kind text not null check (kind in ('issued', 'suspended', 'reinstated', 'revoked')),
  actor_id text not null references "user" (id),
  reason text not null,
  at timestamptz not null
);
create index certificate_event_number on certificate_event (number, at);

create table status_list (
  purpose text primary key check (purpose in ('revocation', 'suspension')),
  bits bytea not null,
  credential bytea not null,
  updated_at timestamptz not null
);

-- The log of every change, each line bound to the line before by its hash.

create table audit_log (
  seq integer primary key,
  at timestamptz not null,
  actor_id text not null,
  action text not null,
  subject text not null,
  detail jsonb not null,
  previous_hash text not null unique,
  hash text not null unique
);

create table installation (
  key text primary key,
  value text not null
);

-- What the database itself refuses. Class LU of SQLSTATE is ours; the message is the code of the API's catalogue.

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'RECORD_IMMUTABLE' using errcode = 'LU001', detail = tg_table_name || ' is only added to';
end $$;

create trigger audit_log_fixed before update or delete on audit_log for each row execute function refuse_change();
create trigger audit_log_kept before truncate on audit_log for each statement execute function refuse_change();
create trigger sign_off_fixed before update or delete on sign_off for each row execute function refuse_change();
create trigger sign_off_kept before truncate on sign_off for each statement execute function refuse_change();
create trigger exam_fixed before update or delete on exam for each row execute function refuse_change();
create trigger exam_kept before truncate on exam for each statement execute function refuse_change();
create trigger decision_fixed before update or delete on decision for each row execute function refuse_change();
create trigger decision_kept before truncate on decision for each statement execute function refuse_change();
create trigger certificate_event_fixed before update or delete on certificate_event for each row execute function refuse_change();
create trigger certificate_event_kept before truncate on certificate_event for each statement execute function refuse_change();
create trigger certificate_undeleted before delete on certificate for each row execute function refuse_change();
create trigger certificate_kept before truncate on certificate for each statement execute function refuse_change();

-- Of a certificate only the status and the person's wish to be hidden ever change, and a withdrawal is final.
create function keep_certificate() returns trigger language plpgsql as $$
declare
  free text[] := array['status', 'is_hidden'];
begin
  if to_jsonb(new) - free is distinct from to_jsonb(old) - free then
    raise exception 'RECORD_IMMUTABLE' using errcode = 'LU001', detail = 'a certificate is never rewritten';
  end if;
  if old.status = 'withdrawn' and new.status <> 'withdrawn' then
    raise exception 'CERTIFICATE_STATUS_CONFLICT' using errcode = 'LU002', detail = 'a withdrawal is final';
  end if;
  return new;
end $$;
create trigger certificate_fixed before update on certificate for each row execute function keep_certificate();

-- Who attempted what is settled at the start; a signed-off attempt changes no more.
create function keep_attempt() returns trigger language plpgsql as $$
declare
  fixed text[] := array['id', 'exercise_id', 'trainee_id', 'mode', 'seed', 'started_at'];
  was jsonb := to_jsonb(old);
  becomes jsonb := to_jsonb(new);
  field text;
begin
  if old.status = 'signedOff' then
    raise exception 'ATTEMPT_SIGNED_OFF' using errcode = 'LU003';
  end if;
  foreach field in array fixed loop
    if was -> field is distinct from becomes -> field then
      raise exception 'RECORD_IMMUTABLE' using errcode = 'LU001', detail = 'attempt.' || field;
    end if;
  end loop;
  return new;
end $$;
create trigger attempt_fixed before update on attempt for each row execute function keep_attempt();

-- Independence, ISO/IEC 17024. Judged as of the record's own time, so that a copied database judges alike.
-- Each check first locks the candidate, so that a sign-off and an exam at the same moment cannot miss each other.

create function lock_person(person text) returns void language plpgsql as $$
begin
  perform 1 from "user" where id = person for no key update;
end $$;

create function check_sign_off() returns trigger language plpgsql as $$
declare
  trainee text;
begin
  select trainee_id into strict trainee from attempt where id = new.attempt_id;
  perform lock_person(trainee);
  if trainee = new.instructor_id then
    raise exception 'INSTRUCTOR_IS_TRAINEE' using errcode = 'LU004';
  end if;
  -- Safety is a gate: an attempt that was stopped is not submitted.
  if not exists (select 1 from attempt a where a.id = new.attempt_id and a.status in ('submitted', 'signedOff')) then
    raise exception 'ATTEMPT_NOT_SUBMITTED' using errcode = 'LU004';
  end if;
  return new;
end $$;
create trigger sign_off_independent before insert on sign_off for each row execute function check_sign_off();

create function check_exam() returns trigger language plpgsql as $$
declare
  candidate text;
begin
  select candidate_id into strict candidate from application where id = new.application_id;
  perform lock_person(candidate);
  if candidate = new.examiner_id then
    raise exception 'EXAMINER_IS_CANDIDATE' using errcode = 'LU004';
  end if;
  if exists (
    select 1 from sign_off s join attempt a on a.id = s.attempt_id
    where a.trainee_id = candidate and s.instructor_id = new.examiner_id
      and s.at > new.at - interval '2 years' and s.at <= new.at
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
create trigger exam_independent before insert on exam for each row execute function check_exam();

create function check_decision() returns trigger language plpgsql as $$
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
    where a.trainee_id = candidate and s.instructor_id = new.officer_id and s.at <= new.at
  ) then
    raise exception 'OFFICER_TRAINED_CANDIDATE' using errcode = 'LU004';
  end if;
  if exists (
    select 1 from exam e join application p on p.id = e.application_id
    where p.candidate_id = candidate and e.examiner_id = new.officer_id and e.at <= new.at
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
create trigger decision_independent before insert on decision for each row execute function check_decision();

-- No certificate without a decision that grants it, for this very candidate and scheme.
create function check_certificate() returns trigger language plpgsql as $$
begin
  if not exists (
    select 1 from decision d join application p on p.id = d.application_id
    where d.application_id = new.application_id and d.granted and p.candidate_id = new.holder_id
      and p.scheme_id = new.scheme_id and p.scheme_version = new.scheme_version
  ) then
    raise exception 'EXAM_NOT_PASSED' using errcode = 'LU004', detail = 'no decision grants this certificate';
  end if;
  return new;
end $$;
create trigger certificate_granted before insert on certificate for each row execute function check_certificate();
