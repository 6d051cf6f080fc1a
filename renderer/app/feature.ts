import type { ComponentType } from 'react';
import type { RouteObject } from 'react-router';
import type { Role } from '#shared/domain/access/roles.ts';

/** One of the places of the left rail: five at most. */
export interface Place {
  /** Key of the label, with its namespace: `today:place`. */
  readonly labelKey: string;
  readonly icon: ComponentType<{ size?: number | string; stroke?: number | string; 'aria-hidden'?: boolean }>;
  /** Address that the place opens, such as `/today`. */
  readonly path: string;
  /** Further addresses at which the place is marked as the one where one is. */
  readonly also?: readonly string[];
  /** Places stand in ascending order: today 10, papers 20, people 30, cases 40, search 50. */
  readonly order: number;
  /** Roles that have the place; everyone where it is left out. */
  readonly roles?: readonly Role[];
}

/** Something that can be done from anywhere, by Ctrl-K or by keys of its own. */
export interface Command {
  readonly id: string;
  /** Key of the label, with its namespace: `register:commands.appeal`. */
  readonly labelKey: string;
  /** Keys in the form of `useHotkeys`, such as `mod+shift+M`. */
  readonly keys?: string;
  readonly roles?: readonly Role[];
  /** Address to open. */
  readonly path: string;
}

/** What a feature's folder gives to the application. Exported as `feature` from `features/<id>/index.ts(x)`. */
export interface FeatureDefinition {
  /** Also the i18n namespace of `features/<id>/locales/<language>.json`. */
  readonly id: string;
  /** Routes inside the frame, for an unlocked session. Load screens with `lazy` where they are heavy. */
  readonly routes?: readonly RouteObject[];
  readonly place?: Place;
  readonly commands?: readonly Command[];
}

/** Whether a role has what is limited to `roles`. */
export function isForRole(item: { readonly roles?: readonly Role[] }, role: Role): boolean {
  return item.roles === undefined || item.roles.includes(role);
}
