import { createElement } from 'react';
import type { FeatureDefinition } from '../../app/feature.ts';
import { VerifyFileScreen } from './verify-file-screen.tsx';

/** Checking a signed file, without a connection. */
export const feature: FeatureDefinition = {
  id: 'verify-file',
  routes: [{ path: 'verify-file', element: createElement(VerifyFileScreen) }],
  commands: [{ id: 'verify-file.open', labelKey: 'verify-file:title', path: '/verify-file' }],
};
