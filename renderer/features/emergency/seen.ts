import type { EmergencyLists } from '#shared/ipc/desktop-api.ts';
import type { DataClient } from '../../ports/data.ts';

/** Lies under the person's own key, like every draft of that beginning. */
const KEY = 'protected/emergency-seen';

async function readSeen(drafts: DataClient['drafts']): Promise<ReadonlySet<string>> {
  const kept = await drafts.load(KEY);
  return new Set(Array.isArray(kept?.ids) ? kept.ids.map(String) : []);
}

/** How many things wait for this person: decisions, and uses that they have not looked at yet. */
export async function countWaiting(lists: EmergencyLists, drafts: DataClient['drafts']): Promise<number> {
  const seen = await readSeen(drafts);
  return lists.decisions.length + lists.notices.filter((one) => !seen.has(one.id)).length;
}

/** Notes that everything in the lists was looked at. */
export async function keepSeen(lists: EmergencyLists, drafts: DataClient['drafts']): Promise<void> {
  if (lists.notices.length > 0) await drafts.save(KEY, { ids: lists.notices.map((one) => one.id) });
}
