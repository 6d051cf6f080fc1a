import { createElement } from 'react';
import type { FeatureDefinition } from '../../app/feature.ts';
import { ExportScreen } from './export-screen.tsx';
import { IMPORT_ROLES, ImportScreen } from './import-screen.tsx';
import { ImportsScreen } from './imports-screen.tsx';

/** Lists of the office brought in, undone again, and everything taken out in open formats. */
export const feature: FeatureDefinition = {
  id: 'import',
  routes: [
    { path: 'import', element: createElement(ImportScreen) },
    { path: 'imports', element: createElement(ImportsScreen) },
    { path: 'export', element: createElement(ExportScreen) },
  ],
  commands: [
    { id: 'import.new', labelKey: 'import:title', roles: IMPORT_ROLES, path: '/import' },
    { id: 'import.past', labelKey: 'import:past.title', path: '/imports' },
    { id: 'import.export', labelKey: 'import:export.title', path: '/export' },
  ],
};
