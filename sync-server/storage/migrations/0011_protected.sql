-- Up Migration

-- The protected space: files that only those who are assigned to them may read. Tables of their own, so that no query
-- over the office's records, of today or of tomorrow, can meet a row of it. No policy of a duty is on any of them.

-- Whose transaction it is, in the protected space; null everywhere else.
create function app_member() returns text language sql stable parallel safe
  as $$ select case when current_setting('app.space', true) = 'protected' and (select app_scope()) = 'office'
    then nullif(current_setting('app.member', true), '') end $$;
-- The writer whose operations make the change.
create function app_writer() returns text language sql stable parallel safe
  as $$ select coalesce(nullif(current_setting('app.writer', true), ''), 'server') $$;
-- The emergency in whose name a transaction reads, and the server's time in it.
create function app_request() returns text language sql stable parallel safe
  as $$ select case when (select app_scope()) = 'emergency' then nullif(current_setting('app.request', true), '') end $$;
create function app_time() returns timestamptz language sql stable parallel safe
  as $$ select nullif(current_setting('app.time', true), '')::timestamptz $$;

-- `owner`: who opened the file. It is part of the name, so that somebody who makes a record under a name that a file
-- has already, and that they can't see, meets nothing.
create table protected_doc (
  office_id text not null,
  owner text not null,
  case_id text not null,
  collection text not null check (collection in ('cases', 'caseEvents')),
  id text not null,
  area text not null,
  version integer not null,
  body jsonb not null,
  conflicts jsonb,
  removed boolean not null default false,
  changed_at timestamptz not null default now(),
  primary key (office_id, collection, id, owner, case_id)
);
create index protected_doc_case on protected_doc (office_id, case_id, owner);

-- Who reads a file: those whom its own list of workers names now.
create table protected_reader (
  office_id text not null,
  case_id text not null,
  owner text not null,
  user_id text not null,
  ended boolean not null default false,
  primary key (office_id, case_id, owner, user_id)
);
create index protected_reader_user on protected_reader (user_id) where not ended;

-- A change log for each person, with numbers of its own: nobody's checkpoint moves by what they may not see.
create table protected_head (
  user_id text primary key,
  value bigint not null
);
create table protected_log (
  user_id text not null,
  seq bigint not null,
  office_id text not null,
  owner text not null,
  case_id text not null,
  collection text not null,
  id text not null,
  origin text not null,
  foreign_seq bigint not null default 0,
  -- Whether it is to be taken away: the assignment has ended.
  ended boolean not null default false,
  primary key (user_id, office_id, collection, id, owner, case_id)
);
create index protected_log_seq on protected_log (user_id, seq);

create table protected_writer (
  id text primary key,
  user_id text not null,
  device_id text not null references device,
  highest bigint not null default 0,
  forked_at timestamptz
);

create table protected_operation (
  user_id text not null,
  id text not null,
  office_id text not null,
  writer text not null,
  seq bigint not null,
  collection text not null,
  doc_id text not null,
  hash text not null,
  outcome text not null check (outcome in ('applied', 'merged', 'refused')),
  code text,
  params jsonb,
  content json,
  received_at timestamptz not null default now(),
  primary key (user_id, id),
  unique (writer, seq)
);

-- What the chain of the audit holds only the hash of: it names files.
create table protected_audit (
  hash text primary key,
  content jsonb not null,
  at timestamptz not null default now()
);

-- The server's half of the second wrap of a person's own key on a laptop.
create table protected_share (
  user_id text not null references app_user,
  device_id text not null references device,
  share bytea not null,
  primary key (user_id, device_id)
);

-- Reading without an assignment. `asked`: over the internet, a second person decides. `code`: on the spot, by a code that
-- the protection duty told by telephone.
create table emergency (
  id text primary key,
  kind text not null check (kind in ('asked', 'code')),
  office_id text not null references office,
  area text not null,
  asker text not null references app_user,
  wanted text not null default '',
  reason text not null,
  asked_at timestamptz not null,
  -- Whose space a code opens, and on which laptop.
  owner text references app_user,
  device_id text references device,
  decided_by text references app_user,
  decided_at timestamptz,
  approved boolean,
  until timestamptz,
  -- The files that it is about, `<owner>/<case>`; null until it was decided.
  files text[],
  used_at timestamptz,
  reviewed_by text references app_user,
  reviewed_at timestamptz,
  review_note text,
  check (decided_by is null or decided_by <> asker),
  check (reviewed_by is null or reviewed_by <> asker)
);
create index emergency_office on emergency (office_id, asked_at);

create table emergency_code (
  user_id text not null references app_user,
  device_id text not null references device,
  office_id text not null,
  area text not null,
  -- Null after it was used, until the next is deposited.
  code text,
  deposited_at timestamptz not null,
  primary key (user_id, device_id)
);

do $$
declare t text;
begin
  for t in select unnest(array['protected_doc', 'protected_reader', 'protected_head', 'protected_log', 'protected_writer',
    'protected_operation', 'protected_audit', 'protected_share', 'emergency', 'emergency_code']) loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
  end loop;
  -- Functions of the tables' owner keep readers and logs; the app role can't write them itself.
  for t in select unnest(array['protected_doc', 'protected_reader', 'protected_head', 'protected_log']) loop
    execute format('create policy keep on %I to current_role using (true)', t);
  end loop;
end $$;

-- Volatile: it has to see what a trigger wrote within the very statement that it is asked by.
create function app_reads(in_office text, in_case text, in_owner text) returns boolean
  language sql volatile security definer set search_path = public, pg_temp
  as $$ select exists (select 1 from protected_reader where office_id = in_office and case_id = in_case and owner = in_owner
    and user_id = app_member() and not ended) $$;

-- Whether the member has a file. A policy asks this, so it is a function: two policies that ask each other never end.
create function app_has_file() returns boolean
  language sql stable security definer set search_path = public, pg_temp
  as $$ select exists (select 1 from protected_reader where user_id = app_member() and not ended) $$;

create function protected_workers(body jsonb) returns setof text language sql immutable
  as $$ select distinct w ->> 'userId' from jsonb_array_elements(coalesce(body -> 'workers', '[]')) w
    where not exists (select 1 from jsonb_array_elements(coalesce(body -> 'workerEndings', '[]')) e
      where e ->> 'workerEntryId' = w ->> 'id') $$;

-- Whoever a file names reads it from this statement on. Only people of its office, and nobody who has another file of
-- that name already.
create function protected_grant() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if new.collection = 'cases' and not new.removed then
    insert into protected_reader (office_id, case_id, owner, user_id)
      select new.office_id, new.id, new.owner, u.id from app_user u
      where u.office_id = new.office_id and u.id in (select protected_workers(new.body))
        and not exists (select 1 from protected_reader o where o.office_id = new.office_id and o.case_id = new.id
          and o.user_id = u.id and o.owner <> new.owner)
      order by u.id
      on conflict (office_id, case_id, owner, user_id) do update set ended = false where protected_reader.ended;
  end if;
  return new;
end $$;
create trigger protected_grant before insert or update on protected_doc for each row execute function protected_grant();

create function protected_next(in_user text) returns bigint language sql
  security definer set search_path = public, pg_temp
  as $$ insert into protected_head as h (user_id, value) values (in_user, 1)
    on conflict (user_id) do update set value = h.value + 1 returning value $$;

-- Writes a change into the log of everyone who reads the file: all of the file for whoever is new to it, and for
-- whoever reads it no more that it is gone.
create function protected_change() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  reader record;
  item record;
begin
  if new.collection = 'cases' and not new.removed then
    update protected_reader set ended = true where office_id = new.office_id and case_id = new.case_id
      and owner = new.owner and not ended and user_id not in (select protected_workers(new.body));
  end if;
  for reader in select user_id, ended from protected_reader
    where office_id = new.office_id and case_id = new.case_id and owner = new.owner order by user_id
  loop
    if reader.ended then
      for item in select collection, id from protected_log where user_id = reader.user_id and office_id = new.office_id
        and case_id = new.case_id and owner = new.owner and not ended order by collection, id
      loop
        update protected_log set seq = protected_next(reader.user_id), ended = true, origin = 'server', foreign_seq = 0
          where user_id = reader.user_id and office_id = new.office_id and case_id = new.case_id and owner = new.owner
            and collection = item.collection and id = item.id;
      end loop;
    else
      for item in select d.collection, d.id from protected_doc d
        left join protected_log l on l.user_id = reader.user_id and l.office_id = d.office_id and l.owner = d.owner
          and l.case_id = d.case_id and l.collection = d.collection and l.id = d.id
        where d.office_id = new.office_id and d.case_id = new.case_id and d.owner = new.owner
          and ((d.collection = new.collection and d.id = new.id) or l.user_id is null or l.ended)
        -- The case before what happened in it.
        order by d.collection desc, d.id
      loop
        insert into protected_log as l (user_id, seq, office_id, owner, case_id, collection, id, origin)
          values (reader.user_id, protected_next(reader.user_id), new.office_id, new.owner, new.case_id, item.collection,
            item.id, case when item.collection = new.collection and item.id = new.id then app_writer() else 'server' end)
          on conflict (user_id, office_id, collection, id, owner, case_id) do update set
            foreign_seq = case when l.origin = excluded.origin then l.foreign_seq else l.seq end,
            origin = excluded.origin, seq = excluded.seq, ended = false;
      end loop;
    end if;
    -- Their own laptops pull; nobody else's hear of it.
    perform pg_notify('mahalla_member', reader.user_id);
  end loop;
  return null;
end $$;
create trigger protected_change after insert or update on protected_doc for each row execute function protected_change();

-- A member of an office who is assigned, and nobody else, ever.
create policy reader on protected_doc for select to mahalla_app using (
  (select app_member()) is not null and office_id = (select app_office()) and app_reads(office_id, case_id, owner)
);
create policy opens on protected_doc for insert to mahalla_app with check (
  (select app_member()) is not null and office_id = (select app_office())
  and (collection <> 'cases' or (owner = (select app_member()) and id = case_id))
  and app_reads(office_id, case_id, owner)
);
create policy changes on protected_doc for update to mahalla_app using (
  (select app_member()) is not null and office_id = (select app_office()) and app_reads(office_id, case_id, owner)
);
create policy own on protected_reader for select to mahalla_app using (user_id = (select app_member()));
create policy own on protected_head for select to mahalla_app using (user_id = (select app_member()));
create policy own on protected_log for select to mahalla_app using (user_id = (select app_member()));
create policy own on protected_writer to mahalla_app using (user_id = (select app_member()));
create policy own on protected_operation to mahalla_app using (user_id = (select app_member()));
create policy append on protected_audit for insert to mahalla_app with check ((select app_scope()) is not null);
create policy server on protected_share to mahalla_app using ((select app_scope()) = 'server');

-- An emergency that was approved and has not run out opens what it is about. What that is, is looked up when it is
-- approved, and holds from then on.
create policy emergency on emergency to mahalla_app using (id = (select app_request()));
create policy emergency on protected_doc for select to mahalla_app using (
  (select app_request()) is not null and not removed and exists (
    select 1 from emergency e where e.id = (select app_request()) and e.office_id = protected_doc.office_id
      and e.approved and e.until > (select app_time())
      and (e.files is null or protected_doc.owner || '/' || protected_doc.case_id = any (e.files)))
);
create policy emergency on protected_reader for select to mahalla_app using (
  exists (select 1 from emergency e where e.id = (select app_request()) and e.kind = 'code' and e.owner = user_id)
);

-- Whoever asked, and whoever has a file in the office, which may be the one that was asked for.
create policy asker on emergency to mahalla_app using (
  office_id = (select app_office()) and (select app_member()) is not null
  and (asker = (select app_member()) or (select app_has_file()))
) with check (office_id = (select app_office()) and (select app_member()) is not null);
create policy protection on emergency to mahalla_app using (
  (select app_scope()) = 'protection'
  and (area = (select app_area()) or starts_with(area, (select app_area()) || '.'))
);
create policy own on emergency_code to mahalla_app using (user_id = (select app_member()));
create policy protection on emergency_code to mahalla_app using (
  (select app_scope()) = 'protection'
  and (area = (select app_area()) or starts_with(area, (select app_area()) || '.'))
);
create policy used on emergency_code to mahalla_app using (
  exists (select 1 from emergency e where e.id = (select app_request()) and e.kind = 'code' and e.owner = user_id)
);
-- Names of the office's people, for whoever decides.
create policy protection on app_user for select using (
  (select app_scope()) = 'protection'
  and (area = (select app_area()) or starts_with(area, (select app_area()) || '.'))
);
create policy protection on device for select using (
  (select app_scope()) = 'protection'
  and (area = (select app_area()) or starts_with(area, (select app_area()) || '.'))
);

grant select, insert, update on protected_doc, protected_writer, protected_operation, protected_share, emergency,
  emergency_code to mahalla_app;
grant select on protected_reader, protected_head, protected_log to mahalla_app;
grant select, insert on protected_audit to mahalla_app;
revoke execute on function protected_next(text) from public;
