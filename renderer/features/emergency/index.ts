import { createElement } from 'react';
import type { FeatureDefinition } from '../../app/feature.ts';
import { EmergencyScreen } from './emergency-screen.tsx';

export { EmergencySign } from './emergency-sign.tsx';

/** Reading a colleague's record in an emergency: by a second person's decision, or by a code. */
export const feature: FeatureDefinition = {
  id: 'emergency',
  routes: [{ path: 'emergency', element: createElement(EmergencyScreen) }],
  commands: [{ id: 'emergency.open', labelKey: 'emergency:title', path: '/emergency' }],
};
