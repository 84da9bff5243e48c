-- Who keeps the laboratories.
alter table user_role
  drop constraint user_role_role_check,
  add constraint user_role_role_check check (
    role in ('trainee', 'instructor', 'examiner', 'certificationOfficer', 'mentor', 'administrator', 'labMaster')
  );

-- Trainees who are taught together, a class or a team; whoever belonged to a dissolved one stays on record.
create table class_group (
  id text primary key,
  name text not null check (name <> ''),
  instructor_id text not null references "user" (id),
  made_at timestamptz not null,
  dissolved_at timestamptz
);
create table class_group_member (
  group_id text not null references class_group (id),
  user_id text not null references "user" (id),
  primary key (group_id, user_id)
);
create index class_group_member_user_id on class_group_member (user_id);

-- What stands in a laboratory: a car or a training rig, by the short code that is printed on it.
create table rig (
  code text primary key check (code ~ '^[2-9A-HJKMNP-Z]{6}$'),
  name text not null check (name <> ''),
  names jsonb not null,
  laboratory_id text not null,
  -- The simulated car that it is like; null: none.
  model_id text,
  -- The adapter that hangs on it; null: it is not asked from here.
  adapter_id text references adapter (id),
  added_by text not null references "user" (id),
  added_at timestamptz not null,
  -- Bookings and defects name it, so it stays; it is only offered no more.
  withdrawn_at timestamptz
);
create unique index rig_one_of_adapter on rig (adapter_id) where withdrawn_at is null;

-- Who works or worked at which: what happens at one rig first takes its row, so that two at a time do not miss each other.
create table rig_attempt (
  attempt_id text primary key references attempt (id),
  rig_code text not null references rig (code)
);
create index rig_attempt_rig_code on rig_attempt (rig_code);

create table rig_booking (
  id text primary key,
  rig_code text not null references rig (code),
  -- For a person or for a group.
  person_id text references "user" (id),
  group_id text references class_group (id),
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  booked_by text not null references "user" (id),
  booked_at timestamptz not null,
  cancelled_by text references "user" (id),
  cancelled_at timestamptz,
  constraint rig_booking_for_one check (num_nonnulls(person_id, group_id) = 1),
  constraint rig_booking_lasts check (starts_at < ends_at and ends_at <= starts_at + interval '1 day'),
  constraint rig_booking_cancelled check ((cancelled_by is null) = (cancelled_at is null))
);
create index rig_booking_rig_code on rig_booking (rig_code, ends_at);
create index rig_booking_booked_by on rig_booking (booked_by, ends_at);

-- No exclusion constraint: it would need the extension btree_gist, which not every PostgreSQL has.
create function check_rig_booking() returns trigger language plpgsql as $$
begin
  perform 1 from rig where code = new.rig_code for no key update;
  if new.cancelled_at is null and exists (
    select 1 from rig_booking b
    where b.rig_code = new.rig_code and b.cancelled_at is null
      and b.starts_at < new.ends_at and new.starts_at < b.ends_at
  ) then
    raise exception 'BOOKING_OVERLAP' using errcode = 'LU005';
  end if;
  return new;
end $$;
create trigger rig_booking_alone before insert on rig_booking for each row execute function check_rig_booking();

-- A booking is only ever cancelled, and a defect only ever closed; once.
create function keep_but_end() returns trigger language plpgsql as $$
declare
  free text[] := tg_argv::text[];
begin
  if to_jsonb(old) ->> tg_argv[0] is not null or to_jsonb(new) - free is distinct from to_jsonb(old) - free then
    raise exception 'RECORD_IMMUTABLE' using errcode = 'LU001', detail = tg_table_name || ' is only ended, once';
  end if;
  return new;
end $$;
create trigger rig_booking_fixed before update on rig_booking
  for each row execute function keep_but_end('cancelled_at', 'cancelled_by');
create trigger rig_booking_undeleted before delete on rig_booking for each row execute function refuse_change();
create trigger rig_booking_kept before truncate on rig_booking for each statement execute function refuse_change();

create table rig_defect (
  id text primary key,
  rig_code text not null references rig (code),
  severity text not null check (severity in ('minor', 'major', 'dangerous')),
  -- The rig is out of order while one of these is open.
  is_unusable boolean not null,
  text text not null check (text <> ''),
  reported_by text not null references "user" (id),
  reported_at timestamptz not null,
  closed_by text references "user" (id),
  closed_at timestamptz,
  note text,
  constraint rig_defect_dangerous check (is_unusable or severity <> 'dangerous'),
  constraint rig_defect_closed check (num_nonnulls(closed_by, closed_at, note) in (0, 3))
);
create index rig_defect_open on rig_defect (rig_code) where closed_at is null;
create index rig_defect_reported_at on rig_defect (reported_at);
create trigger rig_defect_fixed before update on rig_defect
  for each row execute function keep_but_end('closed_at', 'closed_by', 'note');
create trigger rig_defect_undeleted before delete on rig_defect for each row execute function refuse_change();
create trigger rig_defect_kept before truncate on rig_defect for each statement execute function refuse_change();
