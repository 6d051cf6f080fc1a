import { IconHeartHandshake } from '@tabler/icons-react';
import { createElement } from 'react';
import type { FeatureDefinition } from '../../app/feature.ts';
import { AssessmentScreen } from './assessment-screen.tsx';
import { CaseScreen } from './case-screen.tsx';
import { CasesScreen } from './cases-screen.tsx';
import { IntakeScreen } from './intake-screen.tsx';
import { LetterScreen } from './letter-screen.tsx';
import { LoadScreen } from './load-screen.tsx';
import { PlanScreen } from './plan-screen.tsx';

/** Casework: whom the office helps, by which plan, with whose consent, and what is due. */
export const feature: FeatureDefinition = {
  id: 'cases',
  routes: [
    { path: 'cases', element: createElement(CasesScreen) },
    { path: 'cases/new', element: createElement(IntakeScreen) },
    { path: 'cases/load', element: createElement(LoadScreen) },
    { path: 'cases/:id', element: createElement(CaseScreen) },
    { path: 'cases/:id/plan', element: createElement(PlanScreen) },
    { path: 'cases/:id/assessment/:eventId', element: createElement(AssessmentScreen) },
    { path: 'cases/:id/letter/:eventId', element: createElement(LetterScreen) },
  ],
  place: { labelKey: 'cases:place', icon: IconHeartHandshake, path: '/cases', order: 40 },
  commands: [
    { id: 'cases.new', labelKey: 'cases:newCase', keys: 'mod+shift+Y', path: '/cases/new' },
    { id: 'cases.load', labelKey: 'cases:load.title', path: '/cases/load' },
  ],
};
