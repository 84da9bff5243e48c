-- The common start of a competition that an instructor sets ahead, and a competition that was called off before it.
alter table competition
  add column starts_at timestamptz,
  add column cancelled_at timestamptz,
  -- Why the start that was set did not come about: { code, startsAt, person }. It then waits for another.
  add column start_problem jsonb,
  add constraint competition_cancelled check (cancelled_at is null or (started_at is null and starts_at is null));
create index competition_starts_at on competition (starts_at) where started_at is null;
