import { createElement } from 'react';
import type { FeatureDefinition } from '../../app/feature.ts';
import { ApprovalsScreen } from './approvals-screen.tsx';

/** What waits for this person: papers to approve and to sign, one after another. */
export const feature: FeatureDefinition = {
  id: 'approvals',
  routes: [{ path: 'approvals/:id?', element: createElement(ApprovalsScreen) }],
  commands: [{ id: 'approvals.open', labelKey: 'approvals:title', keys: 'mod+shift+A', path: '/approvals' }],
};
