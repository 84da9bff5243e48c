-- An exercise that an instructor composed is never edited: every change is another version, and so is taking it from the list.
create table composed_exercise (
  id text not null,
  version integer not null check (version >= 1),
  composed jsonb not null,
  is_offered boolean not null,
  author_id text not null references "user" (id),
  at timestamptz not null,
  primary key (id, version)
);
create trigger composed_exercise_fixed before update or delete on composed_exercise
  for each row execute function refuse_change();
create trigger composed_exercise_kept before truncate on composed_exercise
  for each statement execute function refuse_change();
