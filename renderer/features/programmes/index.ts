import { createElement } from 'react';
import type { FeatureDefinition } from '../../app/feature.ts';
import { ContractScreen } from './contract-screen.tsx';
import { EntryScreen } from './entry-screen.tsx';
import { ListScreen } from './list-screen.tsx';
import { ProgrammeScreen } from './programme-screen.tsx';
import { ProposeScreen } from './propose-screen.tsx';

/** Social programmes: who is proposed, enrolled, helped, looked after, and by which criteria. */
export const feature: FeatureDefinition = {
  id: 'programmes',
  routes: [
    { path: 'programmes', element: createElement(ListScreen) },
    { path: 'programmes/propose', element: createElement(ProposeScreen) },
    { path: 'programmes/entry/:id', element: createElement(EntryScreen) },
    { path: 'programmes/entry/:id/contract', element: createElement(ContractScreen) },
    { path: 'programmes/:code', element: createElement(ProgrammeScreen) },
  ],
  commands: [
    { id: 'programmes.list', labelKey: 'programmes:title', path: '/programmes' },
    { id: 'programmes.propose', labelKey: 'programmes:proposeFor', path: '/programmes/propose' },
  ],
};
