import { createContext, useContext } from 'react';
import { PROTECTION_ROLES, type Role } from '#shared/domain/access/roles.ts';
import type { UserInfo } from '#shared/sync/protocol.ts';
import { useLanguage } from '../i18n/index.ts';
import type { ConsoleApi } from './api.ts';

/** The signed-in officer and their line to the server. */
export interface ConsoleState {
  readonly user: UserInfo;
  readonly api: ConsoleApi;
  signOut(): void;
}

/** Carries the session to the screens. */
export const ConsoleContext = createContext<ConsoleState | null>(null);

/** The signed-in officer. Only inside the frame. */
export function useConsole(): ConsoleState {
  const state = useContext(ConsoleContext);
  if (!state) throw new Error('nobody is signed in');
  return state;
}

/** Roles that keep the laptops of their area. */
const KEEPERS: readonly Role[] = ['ministry_admin', 'region_officer', 'district_officer'];

/** Whether an officer has the duty of protection. */
export function isProtector(user: UserInfo): boolean {
  return (PROTECTION_ROLES as readonly Role[]).includes(user.role);
}

/** Whether an officer may give codes and withdraw laptops. */
export function isKeeper(user: UserInfo): boolean {
  return KEEPERS.includes(user.role);
}

/** A name in the script of the interface. */
export function useNames(): (name: { readonly latn: string; readonly cyrl: string }) => string {
  const language = useLanguage();
  return (name) => (language === 'uz-Cyrl' || language === 'ru' ? name.cyrl : name.latn);
}
