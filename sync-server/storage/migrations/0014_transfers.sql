-- Up Migration

-- Cases on their way from office to office. A row begins with the operation that offers (its id is the row's, so that
-- one offer is one row, however often it comes), and says who holds the case; the documents follow it, step by step.
create table case_transfer (
  from_office text not null references office,
  id text not null,
  -- Order of the offers. Rows of one case are written one after the other.
  n bigint generated always as identity,
  case_id text not null,
  from_area text not null,
  to_office text not null references office,
  to_area text not null,
  status text not null check (status in ('offered', 'carried', 'accepted', 'declined', 'withdrawn')),
  -- Why it was withdrawn.
  why text check (why in ('taken_back', 'consent_ended')),
  -- Whether the documents have still to follow.
  pending boolean not null default true,
  offered_at timestamptz not null,
  carried_at timestamptz,
  ended_at timestamptz,
  primary key (from_office, id)
);
create index case_transfer_from on case_transfer (from_office, case_id);
create index case_transfer_to on case_transfer (to_office, case_id);
create index case_transfer_pending on case_transfer (n) where pending;

-- Operations of an office on a case that it has no more, in the order in which they came: each is applied once to the
-- case of the office that has it. What they say is in `operation`.
create table case_late_edit (
  from_office text not null references office,
  operation_id text not null,
  n bigint generated always as identity,
  transfer_id text not null,
  case_id text not null,
  result text check (result in ('applied', 'merged', 'kept')),
  code text,
  primary key (from_office, operation_id)
);
create index case_late_edit_waiting on case_late_edit (from_office, transfer_id, n) where result is null;

-- What a transfer wrote into the receiving office, and what stood there before; null where nothing did.
create table case_carried (
  office_id text not null references office,
  area text not null,
  transfer_id text not null,
  collection text not null,
  doc_id text not null,
  before jsonb,
  primary key (office_id, transfer_id, collection, doc_id)
);

alter table case_transfer enable row level security;
alter table case_transfer force row level security;
alter table case_late_edit enable row level security;
alter table case_late_edit force row level security;
alter table case_carried enable row level security;
alter table case_carried force row level security;

-- Ids alone: the server must find what is left to do whoever it concerns.
create policy server on case_transfer using ((select app_scope()) = 'server');
create policy office on case_transfer using (
  (select app_scope()) = 'office' and (select app_office()) in (from_office, to_office)
);
create policy duty on case_transfer for select using (app_covers(from_area) and app_covers(to_area));
create policy office on case_late_edit using (
  (select app_scope()) = 'office' and from_office = (select app_office())
);
create policy office on case_carried using ((select app_scope()) = 'office' and office_id = (select app_office()));
create policy duty on case_carried for select using (app_covers(area));

grant select, insert, update on case_transfer, case_late_edit, case_carried to mahalla_app;
