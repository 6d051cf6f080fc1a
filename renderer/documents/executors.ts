import { useMemo } from 'react';
import { isOfficeRole } from '#shared/domain/access/roles.ts';
import { usePeopleOfOffice } from './office.ts';

/** The people who can be given work, as the choices of a select: everyone of the office who still works there. */
export function useExecutors(): readonly { readonly value: string; readonly label: string }[] {
  const { staff } = usePeopleOfOffice();
  return useMemo(
    () =>
      staff
        .filter((member) => member.body.active && isOfficeRole(member.body.role))
        .map((member) => ({
          value: member.id,
          label: `${member.body.name}${member.body.position ? `, ${member.body.position}` : ''}`,
        })),
    [staff],
  );
}

/** The unit that a person works in: in an office of seven each position is a unit of its own. */
export function useUnitOf(): (personId: string | undefined) => string {
  const { staff } = usePeopleOfOffice();
  return useMemo(() => {
    const units = new Map(staff.map((member) => [member.id, member.body.position ?? '']));
    return (personId) => (personId === undefined ? '' : (units.get(personId) ?? ''));
  }, [staff]);
}
