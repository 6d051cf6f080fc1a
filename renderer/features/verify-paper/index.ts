import { createElement } from 'react';
import type { FeatureDefinition } from '../../app/feature.ts';
import { VerifyScreen } from './verify-screen.tsx';

/** Checking a printed paper by its mark, without a connection. */
export const feature: FeatureDefinition = {
  id: 'verify-paper',
  routes: [{ path: 'verify', element: createElement(VerifyScreen) }],
  commands: [{ id: 'verify-paper.open', labelKey: 'verify-paper:title', path: '/verify' }],
};
