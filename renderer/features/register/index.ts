import { createElement } from 'react';
import { documentWorkflow } from '#shared/domain/documents/collections/documents/index.ts';
import type { FeatureDefinition } from '../../app/feature.ts';
import { RegisterScreen } from './register-screen.tsx';

const roles = documentWorkflow.transitions.register.roles;

/** Registering an appeal or a paper. */
export const feature: FeatureDefinition = {
  id: 'register',
  routes: [{ path: 'register/:journal', element: createElement(RegisterScreen) }],
  commands: [
    {
      id: 'register.appeal',
      labelKey: 'register:command.appeals',
      keys: 'mod+shift+M',
      roles,
      path: '/register/appeals',
    },
    {
      id: 'register.incoming',
      labelKey: 'register:command.incoming',
      keys: 'mod+shift+K',
      roles,
      path: '/register/incoming',
    },
    { id: 'register.outgoing', labelKey: 'register:command.outgoing', path: '/register/outgoing' },
    ...(['minutes', 'decisions', 'certificates', 'acts'] as const).map((journal) => ({
      id: `register.${journal}`,
      labelKey: `register:command.${journal}`,
      path: `/register/${journal}`,
    })),
    { id: 'register.reception', labelKey: 'register:command.reception', roles, path: '/register/reception' },
    { id: 'register.internal', labelKey: 'register:command.internal', roles, path: '/register/internal' },
  ],
};
