import type { StaffBody } from '#shared/domain/access/collections/staff/index.ts';
import { staff } from '#shared/domain/access/collections/staff/index.ts';
import type { Transaction } from '../storage/database.ts';
import { writeServerDocs } from './server-docs.ts';
import type { StoredUser } from '../storage/people.ts';

/** Writes a user's entry in their office's staff list, so that laptops can check names, roles and keys offline. */
export async function writeStaffDoc(tx: Transaction, user: StoredUser): Promise<void> {
  const body: StaffBody = {
    name: user.name,
    login: user.login,
    role: user.role,
    active: user.active,
    publicKeys: [...user.publicKeys],
    ...(user.position ? { position: user.position } : {}),
    ...(user.acting.length > 0 ? { acting: user.acting.map((term) => ({ ...term })) } : {}),
    ...(user.pinflMark ? { pinflMark: user.pinflMark } : {}),
  };
  await writeServerDocs(tx, { officeId: user.officeId, area: user.area }, [{ definition: staff, id: user.id, body }]);
}
