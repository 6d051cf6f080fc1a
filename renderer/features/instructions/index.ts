import { createElement } from 'react';
import type { FeatureDefinition } from '../../app/feature.ts';
import { FillScreen } from './fill-screen.tsx';

/** Filling in the form that an instruction of the ministry brings. */
export const feature: FeatureDefinition = {
  id: 'instructions',
  routes: [{ path: 'paper/:id/fill', element: createElement(FillScreen) }],
};
