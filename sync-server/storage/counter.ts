import type { Transaction } from './database.ts';

/** Channel that says `<officeId or *>:<seq>:<device or server>` after each change. */
export const CHANGE_CHANNEL = 'mahalla_change';

/** Channel that says whose part of the protected space has changed. The triggers of its tables speak on it. */
export const MEMBER_CHANNEL = 'mahalla_member';

/** Head of the change log. */
export async function readHead(tx: Transaction): Promise<number> {
  const rows = await tx.query<{ value: string }>(`select value from counter where name = 'change'`, [], 'head');
  return Number(rows[0]?.value ?? 0);
}
