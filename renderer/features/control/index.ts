import { createElement } from 'react';
import { documentWorkflow } from '#shared/domain/documents/collections/documents/index.ts';
import type { FeatureDefinition } from '../../app/feature.ts';
import { CardScreen } from './card-screen.tsx';
import { ControlScreen } from './control-screen.tsx';
import { ImportScreen } from './import-screen.tsx';
import { SummaryScreen } from './summary-screen.tsx';

/** Execution control: who executes what by when, the national register's sheet, cards and summaries. */
export const feature: FeatureDefinition = {
  id: 'control',
  routes: [
    { path: 'control/:id?', element: createElement(ControlScreen, { key: 'all' }) },
    { path: 'my-tasks/:id?', element: createElement(ControlScreen, { key: 'mine', mine: true }) },
    { path: 'control-summary', element: createElement(SummaryScreen) },
    { path: 'control-import', element: createElement(ImportScreen) },
    { path: 'control-card/:id', element: createElement(CardScreen) },
  ],
  commands: [
    { id: 'control.mine', labelKey: 'control:title.mine', keys: 'mod+shift+E', path: '/my-tasks' },
    { id: 'control.all', labelKey: 'control:title.all', path: '/control' },
    { id: 'control.summary', labelKey: 'control:summary.title', path: '/control-summary' },
    {
      id: 'control.import',
      labelKey: 'control:import.title',
      roles: documentWorkflow.transitions.register.roles,
      path: '/control-import',
    },
  ],
};
