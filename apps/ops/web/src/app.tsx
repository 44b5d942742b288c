import { createBrowserRouter, Outlet, RouterProvider } from 'react-router';
import { AuditPage } from './pages/audit/audit-page';
import { BankPage } from './pages/bank/bank-page';
import { EditPage, EditsPage } from './pages/edits/edits-page';
import { EventPage } from './pages/events/event-page';
import { EventsPage } from './pages/events/events-page';
import { FindPage } from './pages/find/find-page';
import { NotFoundPage } from './pages/find/not-found-page';
import { JobPage } from './pages/job/job-page';
import { JobsPage } from './pages/jobs/jobs-page';
import { LetterPage } from './pages/letter/letter-page';
import { GroupsPage } from './pages/letters/groups-page';
import { LettersPage } from './pages/letters/letters-page';
import { OverviewPage } from './pages/overview/overview-page';
import { ReconciliationPage } from './pages/reconciliation/reconciliation-page';
import { SignInPage } from './pages/sign-in/sign-in-page';
import { TimelinePage } from './pages/timeline/timeline-page';
import { RequireSession } from './session/session';
import { Crashed } from './shell/crashed';
import { Shell } from './shell/shell';

/** The addresses hold ids and filters, nothing that names a person. */
const router = createBrowserRouter([
  {
    element: <Outlet />,
    errorElement: <Crashed />,
    children: [
      { path: '/sign-in', element: <SignInPage /> },
      {
        element: <RequireSession />,
        children: [
          {
            element: <Shell />,
            children: [
              { path: '/', element: <OverviewPage /> },
              { path: '/dead-letters', element: <GroupsPage /> },
              { path: '/dead-letters/list', element: <LettersPage /> },
              { path: '/dead-letters/:id', element: <LetterPage /> },
              { path: '/jobs', element: <JobsPage /> },
              { path: '/jobs/:id', element: <JobPage /> },
              { path: '/edits', element: <EditsPage /> },
              { path: '/edits/:id', element: <EditPage /> },
              { path: '/timeline', element: <TimelinePage /> },
              { path: '/timeline/:kind/:id', element: <TimelinePage /> },
              { path: '/events', element: <EventsPage /> },
              { path: '/events/:id', element: <EventPage /> },
              { path: '/bank', element: <BankPage /> },
              { path: '/reconciliation', element: <ReconciliationPage /> },
              { path: '/audit', element: <AuditPage /> },
              { path: '/find', element: <FindPage /> },
              { path: '*', element: <NotFoundPage /> },
            ],
          },
        ],
      },
    ],
  },
]);

export function App() {
  return <RouterProvider router={router} />;
}
