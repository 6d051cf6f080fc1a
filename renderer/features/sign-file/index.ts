import { createElement } from 'react';
import type { FeatureDefinition } from '../../app/feature.ts';
import { SignFileScreen } from './sign-file-screen.tsx';

/** Signing a file of any kind with the office key: a `.p7s` beside it. */
export const feature: FeatureDefinition = {
  id: 'sign-file',
  routes: [{ path: 'sign-file', element: createElement(SignFileScreen) }],
  commands: [{ id: 'sign-file.open', labelKey: 'sign-file:title', path: '/sign-file' }],
};
