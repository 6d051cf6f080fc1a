import { createElement } from 'react';
import type { FeatureDefinition } from '../../app/feature.ts';
import { CoverScreen } from './cover-screen.tsx';
import { ScansScreen } from './scans-screen.tsx';

/** Long scans divided by their cover sheets, the sheets themselves, and the scanner's folder. */
export const feature: FeatureDefinition = {
  id: 'scans',
  routes: [
    { path: 'scans', element: createElement(ScansScreen) },
    { path: 'scans/cover/:id', element: createElement(CoverScreen) },
  ],
  commands: [{ id: 'scans.divide', labelKey: 'scans:command', path: '/scans' }],
};
