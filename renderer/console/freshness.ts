import type { Tone } from '../ui/index.ts';
import type { OfficeRow } from './api.ts';

const DAY_MS = 86_400_000;

/** How fresh the server's knowledge of an office is; also the i18n key `console:fresh.<kind>`. */
export type Freshness = 'no_laptop' | 'never' | 'today' | 'recent' | 'silent';

/**
 * Fresh within a day, recent within a week, silent after that. An office in the hills may be offline for days: only a
 * week's silence asks for a telephone call.
 * @param now the server's time, milliseconds
 */
export function toFreshness(office: Pick<OfficeRow, 'devices' | 'lastContact'>, now: number): Freshness {
  if (office.devices === 0) return 'no_laptop';
  if (office.lastContact === null) return 'never';
  const age = now - Date.parse(office.lastContact);
  if (age <= DAY_MS) return 'today';
  return age <= 7 * DAY_MS ? 'recent' : 'silent';
}

/** What a badge says of it. */
export const FRESHNESS_TONE: Readonly<Record<Freshness, Tone>> = {
  no_laptop: 'neutral',
  never: 'neutral',
  today: 'done',
  recent: 'due',
  silent: 'overdue',
};
