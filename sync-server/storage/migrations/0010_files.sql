-- Up Migration

-- Files of papers whose bytes the server has, whole and compared with their hash. Who may read one is asked of the
-- record that names it, each time; these rows only say that it is here.
create table file (
  office_id text not null references office,
  hash text not null check (hash ~ '^[0-9a-f]{64}$'),
  area text not null,
  size bigint not null,
  -- Where the bytes are, as the content store knows it.
  place text not null,
  stored_by text not null,
  stored_at timestamptz not null default now(),
  primary key (office_id, hash)
);
alter table file enable row level security;
alter table file force row level security;
create policy office on file using ((select app_scope()) = 'office' and office_id = (select app_office()));
create policy duty on file using (app_covers(area));
grant select, insert on file to mahalla_app;
