/**
 * Who a user is. Office roles work on a laptop; duty roles (ministry, region, district) work in the console over their
 * area. A role gives an action, never by itself the right to read a violence file.
 */
export const ROLES = [
  'chair',
  'secretary',
  'specialist',
  'district_officer',
  'region_officer',
  'ministry_officer',
  'ministry_admin',
] as const;

/** A role code. */
export type Role = (typeof ROLES)[number];

/** Roles that belong to a mahalla office and work on its laptop. */
export const OFFICE_ROLES = ['chair', 'secretary', 'specialist'] as const satisfies readonly Role[];

/** Roles that work in the console, over an area. */
export const CONSOLE_ROLES = [
  'district_officer',
  'region_officer',
  'ministry_officer',
  'ministry_admin',
] as const satisfies readonly Role[];

/**
 * The duty of protection: decides on emergencies in its area and tells emergency codes. It reads no file by that: whoever
 * asked does, for a day, and another person sees to it afterwards.
 */
export const PROTECTION_ROLES = ['district_officer', 'region_officer'] as const satisfies readonly Role[];

/** Whether a role belongs to a mahalla office. */
export function isOfficeRole(role: Role): boolean {
  return (OFFICE_ROLES as readonly Role[]).includes(role);
}
