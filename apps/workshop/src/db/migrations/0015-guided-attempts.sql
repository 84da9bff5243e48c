-- A guided attempt is practice, and stays known as guided. `guide`: how far it came and which hints were opened, as the
-- evidence tells it, written with its end.
alter table attempt add column is_guided boolean not null default false check (not is_guided or mode = 'practice');
alter table attempt add column guide jsonb;
create function keep_guided() returns trigger language plpgsql as $$
begin
  if new.is_guided is distinct from old.is_guided then
    raise exception 'RECORD_IMMUTABLE' using errcode = 'LU001', detail = 'attempt.is_guided';
  end if;
  if old.status <> 'running' and new.guide is distinct from old.guide then
    raise exception 'RECORD_IMMUTABLE' using errcode = 'LU001', detail = 'attempt.guide';
  end if;
  return new;
end $$;
create trigger attempt_guided before update on attempt for each row execute function keep_guided();
-- Whoever is led may not win by it.
create function refuse_guided_team() returns trigger language plpgsql as $$
begin
  if exists (select 1 from attempt a where a.id = new.attempt_id and a.is_guided) then
    raise exception 'ATTEMPT_GUIDED' using errcode = 'LU001', detail = 'competition_team.attempt_id';
  end if;
  return new;
end $$;
create trigger competition_team_unguided before insert or update of attempt_id on competition_team
  for each row execute function refuse_guided_team();
