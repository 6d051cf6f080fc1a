-- Up Migration

-- By what offices find out that they have the same person without seeing each other's records: keyed hashes, derived from
-- `doc` in the order of the change log. Nobody's scope reads them but the server's own, which answers with counts.
create table person_sketch (
  key bytea not null,
  office_id text not null references office,
  person_id text not null,
  strength smallint not null check (strength between 1 and 3),
  -- Last day of the consent that it rests on; null for one without an end.
  until text,
  primary key (key, office_id, person_id)
);
create index person_sketch_person on person_sketch (office_id, person_id);
-- The catching up goes along this.
create index doc_people_seq on doc (seq) where collection = 'people';

alter table person_sketch enable row level security;
alter table person_sketch force row level security;
create policy server on person_sketch to mahalla_app using ((select app_scope()) = 'server');
-- Functions of the tables' owner keep those out whom a file of the protected space is about.
create policy keep on person_sketch to current_role using (true);
grant select, insert, update, delete on person_sketch to mahalla_app;

-- The insert is bound by row level security too, the migration's own role included.
select set_config('app.scope', 'server', true);
insert into counter (name, value) values ('sketch', 0);

-- Whoever a protected file was ever about is in no sketch, and the app role can't ask about whom one is: rows of theirs
-- are passed over when they are written, and taken away when a file first names them.
create function sketch_guarded() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if to_regclass('protected_doc') is null then
    return new;
  end if;
  if exists (select 1 from protected_doc where collection = 'cases' and office_id = new.office_id
      and body ->> 'personId' = new.person_id) then
    return null;
  end if;
  return new;
end $$;
create trigger sketch_guarded before insert on person_sketch for each row execute function sketch_guarded();

create function sketch_unguard() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if new.collection = 'cases' and new.body ? 'personId' then
    delete from person_sketch where office_id = new.office_id and person_id = new.body ->> 'personId';
  end if;
  return null;
end $$;
do $$
begin
  if to_regclass('protected_doc') is not null then
    create index protected_doc_person on protected_doc (office_id, (body ->> 'personId')) where collection = 'cases';
    create trigger sketch_unguard after insert or update on protected_doc for each row execute function sketch_unguard();
  end if;
end $$;
