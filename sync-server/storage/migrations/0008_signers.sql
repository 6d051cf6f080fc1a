-- Up Migration

-- Who acts for a chair, on which days; and the mark of a person's PINFL, to compare a national certificate with.
alter table app_user add column acting jsonb not null default '[]';
alter table app_user add column pinfl_mark text;

-- The page for everyone finds a paper by the beginning of its content's hash, and sees signatures alone.
create index doc_signature_hash on doc ((body->>'contentHash') text_pattern_ops) where collection = 'signatures';
create policy proof on doc for select using ((select app_scope()) = 'proof' and collection = 'signatures' and not removed);
