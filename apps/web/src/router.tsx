/** The addresses of the app; every page but the first comes in a file of its own when it is opened. */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { BrokenPage, NotFoundPage } from './app/Problem.tsx'
import { Shell } from './app/Shell.tsx'
import { Waiting } from './app/Waiting.tsx'
import { HomePage } from './pages/HomePage.tsx'
import { demoPasswordIn, keepDemoPassword } from './people/demo-password.ts'

const root = createRootRoute({ component: Shell, notFoundComponent: NotFoundPage, errorComponent: BrokenPage })
const under = () => root

const routes = [
  createRoute({ getParentRoute: under, path: '/', component: HomePage }),
  createRoute({
    getParentRoute: under,
    path: '/sign-in',
    // Only a path of this site: a foreign address in the link must not be followed after signing in. What is not named
    // here comes as it stands in the address.
    validateSearch: ({ to }: Record<string, unknown>): { to?: string | undefined } => ({
      to: typeof to === 'string' && /^\/(?![/\\])/.test(to) ? to : undefined,
    }),
    beforeLoad: ({ location, search }) => {
      const password = demoPasswordIn(location.hash)
      if (password === undefined) return
      keepDemoPassword(password)
      throw redirect({ to: '/sign-in', search, replace: true }) // Out of the address, where others could read it.
    },
    component: lazyRouteComponent(() => import('./pages/SignInPage.tsx'), 'SignInPage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/laboratories/$laboratoryId',
    component: lazyRouteComponent(() => import('./pages/LaboratoryPage.tsx'), 'LaboratoryPage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/exercises/$exerciseId',
    component: lazyRouteComponent(() => import('./pages/ExercisePage.tsx'), 'ExercisePage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/attempts',
    component: lazyRouteComponent(() => import('./pages/MyAttemptsPage.tsx'), 'MyAttemptsPage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/attempts/$attemptId',
    component: lazyRouteComponent(() => import('./bench/BenchPage.tsx'), 'BenchPage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/attempts/$attemptId/result',
    component: lazyRouteComponent(() => import('./pages/ResultPage.tsx'), 'ResultPage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/attempts/$attemptId/replay',
    component: lazyRouteComponent(() => import('./bench/replay/ReplayPage.tsx'), 'ReplayPage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/compose',
    component: lazyRouteComponent(() => import('./compose/ComposePage.tsx'), 'ComposePage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/competitions',
    component: lazyRouteComponent(() => import('./pages/CompetitionsPage.tsx'), 'CompetitionsPage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/competitions/$competitionId',
    component: lazyRouteComponent(() => import('./pages/CompetitionPage.tsx'), 'CompetitionPage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/class',
    component: lazyRouteComponent(() => import('./class/WallPage.tsx'), 'WallPage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/groups',
    component: lazyRouteComponent(() => import('./class/GroupsPage.tsx'), 'GroupsPage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/rigs',
    component: lazyRouteComponent(() => import('./rigs/RigsPage.tsx'), 'RigsPage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/rigs/$rigCode/sheet',
    component: lazyRouteComponent(() => import('./rigs/RigSheet.tsx'), 'RigSheetPage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/rig/$rigCode',
    component: lazyRouteComponent(() => import('./rigs/RigPage.tsx'), 'RigPage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/adapters',
    component: lazyRouteComponent(() => import('./real/AdaptersPage.tsx'), 'AdaptersPage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/review',
    component: lazyRouteComponent(() => import('./pages/ReviewListPage.tsx'), 'ReviewListPage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/review/$attemptId',
    component: lazyRouteComponent(() => import('./pages/ReviewPage.tsx'), 'ReviewPage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/certification',
    component: lazyRouteComponent(() => import('./pages/CertificationPage.tsx'), 'CertificationPage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/certification/$applicationId',
    component: lazyRouteComponent(() => import('./pages/ApplicationPage.tsx'), 'ApplicationPage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/certificates',
    component: lazyRouteComponent(() => import('./pages/CertificatesPage.tsx'), 'CertificatesPage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/certificates/$number/print',
    component: lazyRouteComponent(() => import('./pages/PrintPage.tsx'), 'PrintPage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/verify',
    component: lazyRouteComponent(() => import('./pages/VerifyPage.tsx'), 'VerifyPage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/verify/$number',
    component: lazyRouteComponent(() => import('./pages/VerifyNumberPage.tsx'), 'VerifyNumberPage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/audit',
    validateSearch: ({ before, after }: Record<string, unknown>): AuditSearch => {
      if (isLine(before)) return { before, after: undefined }
      return { before: undefined, after: isLine(after) ? after : undefined }
    },
    component: lazyRouteComponent(() => import('./pages/AuditPage.tsx'), 'AuditPage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/people',
    component: lazyRouteComponent(() => import('./pages/PeoplePage.tsx'), 'PeoplePage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/account',
    component: lazyRouteComponent(() => import('./pages/AccountPage.tsx'), 'AccountPage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/about',
    component: lazyRouteComponent(() => import('./pages/AboutPage.tsx'), 'AboutPage'),
  }),
] as const

type AuditSearch = { before?: number | undefined; after?: number | undefined }

/** The number of a line of the audit log, as far as the server takes it. */
function isLine(given: unknown): given is number {
  return Number.isInteger(given) && (given as number) >= 0 && (given as number) < 1e9
}

export function createAppRouter() {
  return createRouter({
    routeTree: root.addChildren(routes),
    defaultPendingComponent: Waiting,
    defaultErrorComponent: BrokenPage,
    defaultNotFoundComponent: NotFoundPage,
    scrollRestoration: true,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
}
