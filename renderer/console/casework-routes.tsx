import { CaseloadPage } from './caseload-page.tsx';
import { CasesPage } from './cases-page.tsx';
import { FormEditorPage } from './form-editor-page.tsx';
import { FormsPage } from './forms-page.tsx';
import { PeoplePage } from './people-page.tsx';

/** The pages of the central base, by their addresses. */
export const caseworkRoutes = [
  { path: 'people/:officeId?/:id?', element: <PeoplePage key="people" shown="people" /> },
  { path: 'households/:officeId?/:id?', element: <PeoplePage key="households" shown="households" /> },
  { path: 'cases/:officeId?/:id?', element: <CasesPage /> },
  { path: 'caseload', element: <CaseloadPage /> },
  { path: 'forms', element: <FormsPage /> },
  { path: 'forms/new', element: <FormEditorPage key="new" /> },
  { path: 'forms/:code', element: <FormEditorPage /> },
];
