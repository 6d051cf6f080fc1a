-- Up Migration

-- The ministry's own certificate authority. The root's secret key is in no table: it lies in a sealed file, offline.
create table authority (
  serial text primary key,
  kind text not null check (kind in ('root', 'issuing')),
  certificate bytea not null,
  -- PKCS #8; of issuing keys alone.
  private_key bytea,
  -- The newest list of what it has revoked, and that list's number.
  list bytea,
  list_number bigint not null default 0,
  listed_at timestamptz,
  created_at timestamptz not null default now(),
  check (kind = 'issuing' or private_key is null)
);

create table certificate (
  serial text primary key,
  issuer_serial text not null references authority,
  user_id text not null references app_user,
  office_id text not null references office,
  area text not null,
  public_key text not null,
  certificate bytea not null,
  not_before timestamptz not null,
  not_after timestamptz not null,
  issued_at timestamptz not null,
  revoked_at timestamptz,
  revoked_why text check (revoked_why in ('unspecified', 'keyCompromise', 'superseded', 'cessationOfOperation'))
);
create index certificate_user on certificate (user_id);

alter table authority enable row level security;
alter table authority force row level security;
alter table certificate enable row level security;
alter table certificate force row level security;
create policy server on authority using ((select app_scope()) = 'server');
create policy server on certificate using ((select app_scope()) = 'server');
create policy duty on certificate for select using (app_covers(area));
grant select, insert, update on authority, certificate to mahalla_app;
