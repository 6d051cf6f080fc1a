import type { Role } from '#shared/domain/access/roles.ts';
import { feature as approvals } from '../features/approvals/index.ts';
import { feature as archive } from '../features/archive/index.ts';
import { feature as books } from '../features/books/index.ts';
import { feature as calendar } from '../features/calendar/index.ts';
import { feature as cases } from '../features/cases/index.ts';
import { feature as conflicts } from '../features/conflicts/index.ts';
import { feature as control } from '../features/control/index.ts';
import { feature as duplicates } from '../features/duplicates/index.ts';
import { feature as emergency } from '../features/emergency/index.ts';
import { feature as exchange } from '../features/exchange/index.ts';
import { feature as importing } from '../features/import/index.ts';
import { feature as instructions } from '../features/instructions/index.ts';
import { feature as journals } from '../features/journals/index.ts';
import { feature as minutes } from '../features/minutes/index.ts';
import { feature as paper } from '../features/paper/index.ts';
import { feature as people } from '../features/people/index.ts';
import { feature as print } from '../features/print/index.ts';
import { feature as programmes } from '../features/programmes/index.ts';
import { feature as register } from '../features/register/index.ts';
import { feature as scans } from '../features/scans/index.ts';
import { feature as search } from '../features/search/index.ts';
import { feature as settings } from '../features/settings/index.ts';
import { feature as verifyFile } from '../features/verify-file/index.ts';
import { feature as verifyPaper } from '../features/verify-paper/index.ts';
import { feature as signFile } from '../features/sign-file/index.ts';
import { feature as templates } from '../features/templates/index.ts';
import { feature as today } from '../features/today/index.ts';
import { feature as words } from '../features/words/index.ts';
import { type FeatureDefinition, isForRole, type Place } from './feature.ts';

/** The list of features, one line each. */
export const features: readonly FeatureDefinition[] = [
  today,
  journals,
  register,
  paper,
  people,
  duplicates,
  cases,
  programmes,
  importing,
  instructions,
  approvals,
  control,
  minutes,
  books,
  archive,
  templates,
  print,
  search,
  scans,
  exchange,
  conflicts,
  verifyPaper,
  verifyFile,
  signFile,
  calendar,
  emergency,
  settings,
  words,
];

/** The places that a role has, in their order. */
export function placesOf(role: Role): readonly Place[] {
  return features
    .flatMap((feature) => (feature.place ? [feature.place] : []))
    .filter((place) => isForRole(place, role))
    .toSorted((a, b) => a.order - b.order);
}
