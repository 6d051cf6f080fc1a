-- Up Migration

-- The central base of people, families and cases, as duties search it: derived from `doc` in the order of the change
-- log. Files of violence are never in here, whatever anybody's rank.
create table casework_person (
  office_id text not null,
  id text not null,
  area text collate "C" not null,
  -- As it is shown; and the strict key of it, by which lists are ordered.
  name text not null,
  name_key text collate "C" not null,
  loose_key text not null,
  -- What only some may see, so that only they may find by it: address, phone, PINFL, papers.
  private_key text not null,
  birth_date text,
  sex text,
  died boolean not null,
  -- Consent to be in the base was taken back: counted, and found by nobody.
  withdrawn boolean not null,
  -- Records that are of this same person, and the record that this one was merged into.
  merges text[] not null,
  merged_into text,
  seq bigint not null,
  primary key (office_id, id)
);
create index casework_person_order on casework_person (name_key, office_id, id)
  where not withdrawn and merged_into is null;
create index casework_person_area on casework_person (area);
create index casework_person_merges on casework_person using gin (merges) where merges <> '{}';
create index casework_person_merged on casework_person (office_id, merged_into) where merged_into is not null;

create table casework_household (
  office_id text not null,
  id text not null,
  area text collate "C" not null,
  -- Of its head, or of whoever else is in it; empty where nobody may be named.
  name text not null default '',
  name_key text collate "C" not null default '',
  loose_key text not null default '',
  private_key text not null,
  address text not null,
  members integer not null,
  seq bigint not null,
  primary key (office_id, id)
);
create index casework_household_order on casework_household (name_key, office_id, id);
create index casework_household_area on casework_household (area);

-- Present members alone.
create table casework_member (
  office_id text not null,
  household_id text not null,
  person_id text not null,
  area text collate "C" not null,
  relation text not null,
  place integer not null,
  primary key (office_id, household_id, person_id)
);
create index casework_member_person on casework_member (office_id, person_id);

create table casework_entry (
  office_id text not null,
  id text not null,
  area text collate "C" not null,
  person_id text,
  household_id text,
  programme text not null,
  category text not null,
  state text not null,
  enrolled_on text,
  exit_on text,
  seq bigint not null,
  primary key (office_id, id)
);
create index casework_entry_person on casework_entry (office_id, person_id);
create index casework_entry_household on casework_entry (office_id, household_id);
create index casework_entry_programme on casework_entry (programme, state);

create table casework_case (
  office_id text not null,
  id text not null,
  area text collate "C" not null,
  kind text not null check (kind <> 'violence'),
  state text not null,
  number text,
  number_key text not null,
  urgency text,
  opened_on text,
  closed_on text,
  person_id text,
  household_id text,
  client_name text,
  -- Whoever works on it now.
  workers text[] not null,
  name text not null default '',
  name_key text not null default '',
  loose_key text not null default '',
  -- Whether the person it is about has taken back the consent to be in the base.
  withdrawn boolean not null default false,
  -- The day from which what is to be done has to be worked out again although nothing was written.
  recheck_on text,
  seq bigint not null,
  primary key (office_id, id)
);
create index casework_case_recheck on casework_case (recheck_on);
create index casework_case_order on casework_case (seq);
create index casework_case_area on casework_case (area);
create index casework_case_person on casework_case (office_id, person_id);
create index casework_case_household on casework_case (office_id, household_id);

-- What is to be done in open cases, by when: overdue is whatever lies before the day that is asked about.
create table casework_due (
  office_id text not null,
  case_id text not null,
  n integer not null,
  area text collate "C" not null,
  reason text not null,
  due_on text not null,
  item_id text,
  primary key (office_id, case_id, n)
);
create index casework_due_day on casework_due (due_on);
create index casework_due_item on casework_due (office_id, item_id);

-- Officers of a district who read what cases say, each given by name.
create table casework_duty (
  user_id text primary key references app_user,
  area text collate "C" not null,
  ground text not null,
  given_by text,
  given_at timestamptz not null default now(),
  ended_at timestamptz,
  ended_by text
);

create index doc_casework_seq on doc (seq)
  where collection in ('people', 'households', 'cases', 'caseEvents', 'programmeEntries');
create index doc_case_events on doc (office_id, (body ->> 'caseId')) where collection = 'caseEvents';

do $$
declare t text;
begin
  foreach t in array array['casework_person', 'casework_household', 'casework_member', 'casework_entry', 'casework_case',
    'casework_due', 'casework_duty'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    -- app_covers in full: a function is called for each of 100,000s of rows, this is computed once.
    execute format($policy$create policy duty on %I using (
      (select app_scope()) = 'duty'
      and (area = (select app_area()) or starts_with(area, (select app_area()) || '.')))$policy$, t);
    execute format('grant select, insert, update, delete on %I to mahalla_app', t);
  end loop;
end $$;
revoke delete on casework_duty from mahalla_app;

select set_config('app.scope', 'server', true);
insert into counter (name, value) values ('casework', 0);
