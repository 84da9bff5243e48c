-- People who may no longer come in, and passwords that somebody else knows.

-- Shut out: all that a person did stays; only signing in ends. A password that an administrator set holds for one sign-in.
alter table "user"
  add column shut_out_at timestamptz,
  add column must_change_password boolean not null default false,
  -- Demo users stay as they were made: their passwords are printed again at each start.
  add constraint user_demo_stays check (not is_demo or (shut_out_at is null and not must_change_password));
