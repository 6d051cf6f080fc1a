import type { FeatureDefinition } from '../../app/feature.ts';
import { ConflictsPage } from './conflicts-page.tsx';

/** The inbox of fields that two people filled differently. */
export const feature: FeatureDefinition = {
  id: 'conflicts',
  routes: [{ path: '/conflicts', Component: ConflictsPage }],
  commands: [{ id: 'conflicts', labelKey: 'conflicts:command', path: '/conflicts' }],
};
