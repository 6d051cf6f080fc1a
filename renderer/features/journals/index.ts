import { IconFiles } from '@tabler/icons-react';
import { createElement } from 'react';
import { JOURNALS } from '#shared/domain/documents/collections/documents/index.ts';
import type { FeatureDefinition } from '../../app/feature.ts';
import { JournalsScreen } from './journals-screen.tsx';

/** The office's journals, list and paper side by side. */
export const feature: FeatureDefinition = {
  id: 'journals',
  place: { labelKey: 'journals:place', icon: IconFiles, path: '/papers', also: ['/paper'], order: 20 },
  routes: [{ path: 'papers/:journal?/:id?', element: createElement(JournalsScreen) }],
  commands: JOURNALS.map((journal) => ({
    id: `journals.${journal}`,
    labelKey: `documents:journal.${journal}`,
    path: `/papers/${journal}`,
  })),
};
