-- Up Migration

-- Who asks is told by each transaction with set_config(..., true). Without it every table is empty.
create extension if not exists pg_trgm;

create function app_scope() returns text language sql stable parallel safe
  as $$ select nullif(current_setting('app.scope', true), '') $$;
create function app_area() returns text language sql stable parallel safe
  as $$ select nullif(current_setting('app.area', true), '') $$;
create function app_office() returns text language sql stable parallel safe
  as $$ select nullif(current_setting('app.office', true), '') $$;
-- Whether a duty over the area of the transaction covers a row's area.
create function app_covers(area text) returns boolean language sql stable parallel safe
  as $$ select (select app_scope()) = 'duty' and (area = (select app_area()) or starts_with(area, (select app_area()) || '.')) $$;

create table server_meta (
  key text primary key,
  value text not null
);

-- `change`: head of the change log. `audit`: number and hash of the last audit row. The row's lock makes the order of
-- commits the order of numbers.
create table counter (
  name text primary key,
  value bigint not null,
  hash text not null default ''
);

create table region (
  id text primary key,
  area text not null unique,
  soato text,
  name_latn text not null,
  name_cyrl text not null,
  name_ru text not null default ''
);

create table district (
  id text primary key,
  region_id text not null references region,
  area text not null unique,
  soato text,
  name_latn text not null,
  name_cyrl text not null,
  name_ru text not null default ''
);

create table mahalla (
  id text primary key,
  district_id text not null references district,
  area text not null unique,
  name_latn text not null,
  name_cyrl text not null
);

create table office (
  id text primary key,
  kind text not null check (kind in ('ministry', 'region', 'district', 'mahalla')),
  area text not null unique,
  region_id text references region,
  district_id text references district,
  mahalla_id text references mahalla,
  name_latn text not null,
  name_cyrl text not null,
  index_no text not null,
  created_at timestamptz not null default now()
);

create table app_user (
  id text primary key,
  login text not null unique,
  name text not null,
  position text not null default '',
  role text not null,
  office_id text not null references office,
  area text not null,
  password_hash text not null,
  active boolean not null default true,
  public_keys text[] not null default '{}',
  created_at timestamptz not null default now()
);
create index app_user_office on app_user (office_id);

create table device_code (
  hash text primary key,
  office_id text not null references office,
  area text not null,
  created_by text,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz
);

create table device (
  id text primary key,
  office_id text not null references office,
  area text not null,
  lane integer not null,
  name text not null,
  public_key jsonb not null,
  jkt text not null,
  share bytea not null,
  created_at timestamptz not null default now(),
  revoked_at timestamptz,
  flagged_at timestamptz,
  flag text,
  checkpoint bigint not null default 0,
  last_contact timestamptz,
  unique (office_id, lane)
);

create table writer (
  id text primary key,
  device_id text not null references device,
  office_id text not null,
  area text not null,
  highest bigint not null default 0,
  forked_at timestamptz
);

create table session (
  id text primary key,
  user_id text not null references app_user,
  device_id text references device,
  jkt text not null,
  current_hash text not null,
  previous_hash text,
  rotated_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  ended_at timestamptz,
  ended_why text
);
create index session_by_user on session (user_id);

create table doc (
  office_id text not null,
  collection text not null,
  id text not null,
  area text not null,
  downward boolean not null default false,
  version integer not null,
  body jsonb not null,
  conflicts jsonb,
  removed boolean not null default false,
  seq bigint not null,
  -- Who changed it last, and the place of the last change by anybody else: what a laptop's own echo must not hide.
  origin text not null,
  foreign_seq bigint not null default 0,
  changed_at timestamptz not null default now(),
  primary key (office_id, collection, id)
);
create index doc_office_seq on doc (office_id, seq);
create index doc_downward_seq on doc (seq) where downward;

-- Every operation that was ever handled, whole: the work itself is in here even where it was refused.
create table operation (
  office_id text not null,
  id text not null,
  area text not null,
  writer text not null,
  seq bigint not null,
  actor text not null,
  collection text not null,
  doc_id text not null,
  hash text not null,
  outcome text not null check (outcome in ('applied', 'merged', 'refused')),
  code text,
  params jsonb,
  content json,
  received_at timestamptz not null default now(),
  primary key (office_id, id),
  unique (writer, seq)
);

create table audit (
  seq bigint primary key,
  office_id text,
  content jsonb not null,
  hash text not null
);

create table dispatch (
  id text primary key,
  office_id text not null,
  area text not null,
  doc_id text not null,
  subject text not null,
  due_date text,
  created_by text not null,
  created_at timestamptz not null default now()
);

create table dispatch_recipient (
  dispatch_id text not null references dispatch,
  office_id text not null references office,
  area text not null,
  doc_id text not null,
  seq bigint not null,
  sent_at timestamptz not null default now(),
  delivered_at timestamptz,
  opened_at timestamptz,
  answered_at timestamptz,
  answer_id text,
  primary key (dispatch_id, office_id)
);
create unique index dispatch_recipient_doc on dispatch_recipient (office_id, doc_id);

-- What the console lists of papers, derived from `doc` in the order of the change log.
create table paper (
  office_id text not null,
  id text not null,
  area text not null,
  journal text not null,
  kind text not null,
  state text not null,
  number text,
  on_date text,
  due_date text,
  subject text not null,
  correspondent text,
  search text not null,
  seq bigint not null,
  primary key (office_id, id)
);
create index paper_search on paper using gin (search gin_trgm_ops);
create index paper_order on paper (seq);

insert into counter (name, value) values ('change', 0), ('audit', 0), ('paper', 0);

do $$
declare t text;
begin
  for t in select tablename from pg_tables where schemaname = 'public' loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
  end loop;
end $$;

-- The server's own work: enrolment, sign-in, sessions. It reads no records.
create policy server on server_meta using ((select app_scope()) = 'server');
create policy server on app_user using ((select app_scope()) = 'server');
create policy server on device_code using ((select app_scope()) = 'server');
create policy server on device using ((select app_scope()) = 'server');
create policy server on writer using ((select app_scope()) = 'server');
create policy server on session using ((select app_scope()) = 'server');
create policy anyone on counter using ((select app_scope()) is not null);

create policy anyone on region for select using ((select app_scope()) is not null);
create policy anyone on district for select using ((select app_scope()) is not null);
create policy anyone on mahalla for select using ((select app_scope()) is not null);
create policy anyone on office for select using ((select app_scope()) is not null);
create policy duty on region using (app_covers(area));
create policy duty on district using (app_covers(area));
create policy duty on mahalla using (app_covers(area));
create policy duty on office using (app_covers(area));

-- An office: what is its own.
create policy office on app_user for select using ((select app_scope()) = 'office' and office_id = (select app_office()));
create policy office on device using ((select app_scope()) = 'office' and office_id = (select app_office()));
create policy office on writer using ((select app_scope()) = 'office' and office_id = (select app_office()));
create policy office on doc using ((select app_scope()) = 'office' and office_id = (select app_office()));
create policy downward on doc for select using (
  downward and (select app_scope()) = 'office'
  and ((select app_area()) = area or starts_with((select app_area()), area || '.'))
);
create policy office on operation using ((select app_scope()) = 'office' and office_id = (select app_office()));
create policy office on dispatch_recipient using ((select app_scope()) = 'office' and office_id = (select app_office()));

-- A duty: what lies in its area.
create policy duty on app_user using (app_covers(area));
create policy duty on device using (app_covers(area));
create policy duty on device_code using (app_covers(area));
create policy duty on writer for select using (app_covers(area));
create policy duty on doc using (app_covers(area));
create policy duty on operation for select using (app_covers(area));
create policy duty on dispatch using (app_covers(area));
create policy duty on dispatch_recipient using (app_covers(area));
create policy duty on paper using (app_covers(area));

create policy append on audit for insert with check ((select app_scope()) is not null);
create policy republic on audit for select using (
  (select app_scope()) = 'server' or ((select app_scope()) = 'duty' and (select app_area()) = 'uz')
);

grant usage on schema public to mahalla_app;
grant select, insert, update on all tables in schema public to mahalla_app;
grant delete on device_code, paper to mahalla_app;
revoke update, delete on audit from mahalla_app;
