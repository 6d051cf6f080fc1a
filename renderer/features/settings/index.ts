import type { FeatureDefinition } from '../../app/feature.ts';
import { SettingsPage } from './settings-page.tsx';

/** Language, appearance, people of this laptop, and what the laptop is. */
export const feature: FeatureDefinition = {
  id: 'settings',
  routes: [{ path: '/settings', Component: SettingsPage }],
  commands: [{ id: 'settings', labelKey: 'settings:command', path: '/settings' }],
};
