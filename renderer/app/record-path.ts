/** Address of a record's own page; null for collections without one. */
export function toRecordPath(collection: string, id: string): string | null {
  if (collection === 'documents') return `/paper/${encodeURIComponent(id)}`;
  if (collection === 'people') return `/person/${encodeURIComponent(id)}`;
  if (collection === 'households') return `/families/${encodeURIComponent(id)}`;
  if (collection === 'cases') return `/cases/${encodeURIComponent(id)}`;
  if (collection === 'programmeEntries') return `/programmes/entry/${encodeURIComponent(id)}`;
  return null;
}
