-- Up Migration

-- The console's list catches up with the change log along this.
create index doc_papers_seq on doc (seq) where collection = 'documents';
create index paper_by_office on paper (office_id, seq);
alter table dispatch add column number text not null default '';
-- The insert is bound by row level security too, the migration's own role included.
select set_config('app.scope', 'server', true);
insert into counter (name, value) values ('dispatch', 0);
