import { createElement } from 'react';
import type { FeatureDefinition } from '../../app/feature.ts';
import { MinutesScreen } from './minutes-screen.tsx';

/** Meetings: agenda, attendance, votes, and decisions that become tasks. */
export const feature: FeatureDefinition = {
  id: 'minutes',
  routes: [
    { path: 'minutes/new', element: createElement(MinutesScreen) },
    { path: 'minutes/:id', element: createElement(MinutesScreen) },
  ],
  commands: [{ id: 'minutes.new', labelKey: 'minutes:title', path: '/minutes/new' }],
};
