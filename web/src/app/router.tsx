import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  type RouterHistory,
} from '@tanstack/react-router'
import type { GuardedPath, PagePath } from '@careloom/web-api'
import { Suspense, type ReactNode } from 'react'
import { Toasts } from '../pieces/toast.tsx'
import { SignedOut } from '../pieces/signed-out.tsx'
import { Guard, LaunchGuard } from './guard.tsx'

// One lazy group per desk: whoever opens a desk downloads that desk.
const clinician = () => import('../desks/clinician/index.ts')
const coordinator = () => import('../desks/coordinator/index.ts')
const peer = () => import('../desks/peer/index.ts')
const person = () => import('../desks/person/index.ts')
const integrator = () => import('../desks/integrator/index.ts')
const signIn = () => import('../desks/sign-in/index.ts')

const Login = lazyRouteComponent(signIn, 'Login')
const ReferralStatus = lazyRouteComponent(clinician, 'ReferralStatus')
const CoordinatorQueue = lazyRouteComponent(coordinator, 'CoordinatorQueue')
const PeerPeople = lazyRouteComponent(peer, 'PeerPeople')
const PeerNote = lazyRouteComponent(peer, 'PeerNote')

// Not what a desk opens with: chunks beside the desk's own, whose words they use.
const PersonChoose = beside(
  person,
  async () => (await import('../desks/person/screens/choose.tsx')).PersonChoose,
)
const PersonMeasure = beside(
  person,
  async () => (await import('../desks/person/screens/measure.tsx')).PersonMeasure,
)
const PeerOffer = beside(
  peer,
  async () => (await import('../desks/peer/screens/offer.tsx')).PeerOffer,
)
const PeerPerson = beside(
  peer,
  async () => (await import('../desks/peer/screens/person.tsx')).PeerPerson,
)
const PeerSafety = beside(
  peer,
  async () => (await import('../desks/peer/screens/safety.tsx')).PeerSafety,
)

function beside<Props>(
  desk: () => Promise<unknown>,
  load: () => Promise<(props: Props) => ReactNode>,
) {
  return lazyRouteComponent(async () => {
    const [part] = await Promise.all([load(), desk()])
    return { default: part }
  })
}

/** A page that gives `part` what its address says; drawn once `part` is here, without a blank moment between. */
const pageOf = (part: { preload?: () => Promise<void> | undefined }, page: () => ReactNode) =>
  Object.assign(page, { preload: async () => part.preload?.() })

const root = createRootRoute({
  component: () => (
    <Suspense fallback={null}>
      <Outlet />
      <Toasts />
    </Suspense>
  ),
  notFoundComponent: lazyRouteComponent(signIn, 'NoSuchPage'),
})

/** The gateway shows the app at its pages and nowhere else, so a route is one of them. */
type RouterPath = InRouter<PagePath>
type GuardedRouterPath = InRouter<GuardedPath>
type InRouter<Path extends string> = Path extends `${infer Head}:${infer Tail}`
  ? `${Head}$${InRouter<Tail>}`
  : Path
const page = <Path extends RouterPath>(path: Path) => path
const guardedPage = <Path extends GuardedRouterPath>(path: Path) => path

const open = <Path extends RouterPath>(
  path: Path,
  component: ReturnType<typeof lazyRouteComponent>,
) => createRoute({ getParentRoute: () => root, path, component })

const login = createRoute({
  getParentRoute: () => root,
  path: page('/login'),
  validateSearch: (search) => ({ interaction: String(search['interaction'] ?? '') }),
  component: pageOf(Login, function LoginPage() {
    return <Login interaction={login.useSearch().interaction} />
  }),
})

const guard = createRoute({ getParentRoute: () => root, id: 'guard', component: Guard })
const at = <Path extends GuardedRouterPath>(
  path: Path,
  component: ReturnType<typeof lazyRouteComponent>,
) => createRoute({ getParentRoute: () => guard, path, component })

const launched = createRoute({ getParentRoute: () => root, id: 'launched', component: LaunchGuard })
const launchedStatus = createRoute({
  getParentRoute: () => launched,
  path: page('/refer/referrals/$referralId'),
  component: pageOf(ReferralStatus, function LaunchedStatusPage() {
    return <ReferralStatus referralId={launchedStatus.useParams().referralId} />
  }),
})
const clinicianStatus = createRoute({
  getParentRoute: () => guard,
  path: guardedPage('/clinician/referrals/$referralId'),
  component: pageOf(ReferralStatus, function ClinicianStatusPage() {
    return <ReferralStatus referralId={clinicianStatus.useParams().referralId} />
  }),
})
const queue = createRoute({
  getParentRoute: () => guard,
  path: guardedPage('/coordinator'),
  component: pageOf(CoordinatorQueue, () => <CoordinatorQueue />),
})
const request = createRoute({
  getParentRoute: () => guard,
  path: guardedPage('/coordinator/$referralId'),
  component: pageOf(CoordinatorQueue, function RequestPage() {
    return <CoordinatorQueue referralId={request.useParams().referralId} />
  }),
})
const measure = createRoute({
  getParentRoute: () => guard,
  path: guardedPage('/person/measures/$measureId'),
  component: pageOf(PersonMeasure, function MeasurePage() {
    return <PersonMeasure measureId={measure.useParams().measureId} />
  }),
})
const offer = createRoute({
  getParentRoute: () => guard,
  path: guardedPage('/peer/offers/$referralId'),
  component: pageOf(PeerOffer, function OfferPage() {
    return <PeerOffer referralId={offer.useParams().referralId} />
  }),
})
const people = createRoute({
  getParentRoute: () => guard,
  path: guardedPage('/peer/people'),
  validateSearch: (search): { note?: boolean } => (search['note'] ? { note: true } : {}),
  component: pageOf(PeerPeople, function PeoplePage() {
    return <PeerPeople toNote={people.useSearch().note === true} />
  }),
})
const onePerson = createRoute({
  getParentRoute: () => guard,
  path: guardedPage('/peer/people/$assignmentId'),
  component: pageOf(PeerPerson, function PersonPage() {
    return <PeerPerson assignmentId={onePerson.useParams().assignmentId} />
  }),
})
const safety = createRoute({
  getParentRoute: () => guard,
  path: guardedPage('/peer/people/$assignmentId/safety'),
  component: pageOf(PeerSafety, function SafetyPage() {
    return <PeerSafety assignmentId={safety.useParams().assignmentId} />
  }),
})
const note = createRoute({
  getParentRoute: () => guard,
  path: guardedPage('/peer/people/$assignmentId/note'),
  validateSearch: (search): { meeting?: string; kept?: string } => ({
    ...(typeof search['meeting'] === 'string' ? { meeting: search['meeting'] } : {}),
    ...(typeof search['kept'] === 'string' ? { kept: search['kept'] } : {}),
  }),
  component: pageOf(PeerNote, function NotePage() {
    const { assignmentId } = note.useParams()
    const { meeting, kept } = note.useSearch()
    return <PeerNote assignmentId={assignmentId} meetingId={meeting} keptKey={kept} />
  }),
})

const tree = root.addChildren([
  login,
  open('/callback', lazyRouteComponent(signIn, 'Callback')),
  createRoute({ getParentRoute: () => root, path: page('/signed-out'), component: SignedOut }),
  open('/refer', lazyRouteComponent(clinician, 'Launch')),
  launched.addChildren([launchedStatus]),
  guard.addChildren([
    at('/', lazyRouteComponent(signIn, 'Home')),
    at('/clinician', lazyRouteComponent(clinician, 'ClinicianList')),
    clinicianStatus,
    queue,
    request,
    at('/person', lazyRouteComponent(person, 'PersonHome')),
    at('/person/choose', PersonChoose),
    at('/person/sharing', lazyRouteComponent(person, 'PersonSharing')),
    measure,
    at('/peer', lazyRouteComponent(peer, 'PeerToday')),
    offer,
    people,
    onePerson,
    safety,
    note,
    at('/integrator', lazyRouteComponent(integrator, 'IntegratorConsole')),
    at('/integrator/deliveries', lazyRouteComponent(integrator, 'IntegratorDeliveries')),
    at('/integrator/quarantine', lazyRouteComponent(integrator, 'IntegratorQuarantine')),
    at('/integrator/health', lazyRouteComponent(integrator, 'IntegratorHealth')),
  ]),
])

/** Routes mirror the desks. Ids only in addresses: nothing private. */
export function makeRouter(history?: RouterHistory) {
  return createRouter({
    routeTree: tree,
    scrollRestoration: true,
    ...(history ? { history } : {}),
  })
}
