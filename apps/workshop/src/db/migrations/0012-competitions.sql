-- Teams of up to four at the same fault at the same time: each team has one attempt, of its first member, at which all may act.
create table competition (
  id text primary key,
  title text not null check (title <> ''),
  exercise_id text not null,
  limit_min integer not null check (limit_min between 1 and 240),
  created_by text not null references "user" (id),
  created_at timestamptz not null,
  -- The common start; null before.
  started_at timestamptz
);
create table competition_team (
  competition_id text not null references competition (id),
  number integer not null check (number >= 0),
  name text not null check (name <> ''),
  attempt_id text unique references attempt (id),
  primary key (competition_id, number)
);
create table competition_member (
  competition_id text not null,
  user_id text not null references "user" (id),
  team_number integer not null,
  place integer not null check (place between 0 and 3),
  primary key (competition_id, user_id),
  unique (competition_id, team_number, place),
  foreign key (competition_id, team_number) references competition_team (competition_id, number)
);
create index competition_member_user_id on competition_member (user_id);
