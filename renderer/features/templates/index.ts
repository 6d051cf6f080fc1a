import { createElement } from 'react';
import { templates } from '#shared/domain/documents/collections/templates/index.ts';
import type { FeatureDefinition } from '../../app/feature.ts';
import { TemplateScreen } from './edit-screen.tsx';
import { IssueScreen } from './issue-screen.tsx';
import { ListScreen } from './list-screen.tsx';

const roles = templates.policy.create;

/** Templates of papers, papers written from them, and many papers from one file. */
export const feature: FeatureDefinition = {
  id: 'templates',
  routes: [
    { path: 'templates', element: createElement(ListScreen) },
    { path: 'templates/issue', element: createElement(IssueScreen) },
    { path: 'templates/:id', element: createElement(TemplateScreen) },
  ],
  commands: [
    { id: 'templates.open', labelKey: 'templates:command.open', path: '/templates' },
    { id: 'templates.new', labelKey: 'templates:command.new', path: '/templates/new', roles },
    { id: 'templates.issue', labelKey: 'templates:command.issue', path: '/templates/issue', roles },
  ],
};
