-- Up Migration

alter table dispatch
  add column text text not null default '',
  add column questions jsonb,
  -- The area that it was sent to; null where offices were chosen one by one.
  add column to_area text,
  add column replaces text references dispatch,
  -- {kind, at, reason, number, id}: withdrawn, or sent again corrected.
  add column recall jsonb;

alter table dispatch_recipient
  -- Whether only a filled form answers it.
  add column asks boolean not null default false,
  add column work_at timestamptz,
  add column answer_ids text[] not null default '{}',
  add column reminders integer not null default 0,
  add column reminded_at timestamptz,
  -- Place in the change log of the last reminder or recall, and when the office had it.
  add column notice_seq bigint,
  add column notice_delivered_at timestamptz;

-- Row level security binds the owner too.
select set_config('app.scope', 'duty', true), set_config('app.area', 'uz', true);
update dispatch d set text = coalesce(
  (select body ->> 'text' from doc where office_id = d.office_id and collection = 'documents' and id = d.doc_id), '');
update dispatch_recipient set answer_ids = array[answer_id] where answer_id is not null;

-- A duty sees what its offices were sent, whoever sent it; to change it takes a duty over the sender's area.
create policy received on dispatch for select using (
  (select app_scope()) = 'duty' and exists (select 1 from dispatch_recipient r where r.dispatch_id = dispatch.id)
);
