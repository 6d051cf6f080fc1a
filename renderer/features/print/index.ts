import { createElement } from 'react';
import type { FeatureDefinition } from '../../app/feature.ts';
import { PrintScreen } from './print-screen.tsx';

/** A paper as it lies on paper. */
export const feature: FeatureDefinition = {
  id: 'print',
  routes: [{ path: 'print/:id', element: createElement(PrintScreen) }],
};
