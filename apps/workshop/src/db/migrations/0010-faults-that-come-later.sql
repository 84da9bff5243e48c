-- What an instructor breaks while a trainee works is judged like what was broken at the start: it is kept beside that, with
-- its place in the truth. Whether and when it came, the evidence says.
create table attempt_injection (
  attempt_id text not null references attempt_basis (attempt_id),
  number integer not null check (number >= 0),
  truth jsonb not null,
  instructor_id text not null references "user" (id),
  at timestamptz not null,
  primary key (attempt_id, number)
);
create trigger attempt_injection_fixed before update or delete on attempt_injection
  for each row execute function refuse_change();
create trigger attempt_injection_kept before truncate on attempt_injection
  for each statement execute function refuse_change();
