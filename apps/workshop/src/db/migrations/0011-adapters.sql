-- Adapters of real cars on the workshop's network: who may ask them is the server's to say, one attempt at a time.
create table adapter (
  id text primary key,
  name text not null check (name <> ''),
  kind text not null check (kind in ('elm327', 'slcan', 'doip')),
  host text not null,
  port integer not null check (port between 1 and 65535),
  added_by text not null references "user" (id),
  added_at timestamptz not null,
  -- Evidence names it, so it stays; it is only offered no more.
  withdrawn_at timestamptz
);
