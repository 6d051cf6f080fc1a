import type { FeatureDefinition } from '../../app/feature.ts';
import { ExchangePage } from './exchange-page.tsx';

export { ExchangeSign } from './exchange-sign.tsx';

/** The state of exchange with the server, always visible, and its page. */
export const feature: FeatureDefinition = {
  id: 'exchange',
  routes: [{ path: '/exchange', Component: ExchangePage }],
  commands: [{ id: 'exchange', labelKey: 'exchange:command', path: '/exchange' }],
};
