-- What an attempt is judged by is settled when it starts: no later content changes it.

-- Apart from the attempt, since the truth stands in it: what is read to be sent must not pass it by.
create table attempt_basis (
  attempt_id text primary key references attempt (id),
  model text not null,
  exercise_version integer not null,
  time_limit_min double precision not null check (time_limit_min > 0),
  rubric jsonb not null,
  truth jsonb not null
);
create trigger attempt_basis_fixed before update or delete on attempt_basis for each row execute function refuse_change();
create trigger attempt_basis_kept before truncate on attempt_basis for each statement execute function refuse_change();
