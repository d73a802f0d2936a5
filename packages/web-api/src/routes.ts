import type { z } from 'zod'
import { clinicianRoutes } from './clinician.ts'
import { coordinatorRoutes } from './coordinator.ts'
import { integratorRoutes } from './integrator.ts'
import { peerPlanRoutes } from './peer-plan.ts'
import { peerRoutes } from './peer.ts'
import { personPlanRoutes } from './person-plan.ts'
import { personRoutes } from './person.ts'
import type { RouteDefinition } from './route.ts'
import { sessionRoutes } from './session.ts'

/** Every route of the web API by its id: the one table that the gateway mounts, OpenAPI describes and the client calls. */
export const routes = {
  ...sessionRoutes,
  ...clinicianRoutes,
  ...coordinatorRoutes,
  ...personRoutes,
  ...personPlanRoutes,
  ...peerRoutes,
  ...peerPlanRoutes,
  ...integratorRoutes,
} satisfies Record<string, RouteDefinition>

export type Routes = typeof routes
export type RouteId = keyof Routes

/** Routes that answer with server-sent events. */
export type StreamRouteId = {
  [Id in RouteId]: Routes[Id] extends { stream: true } ? Id : never
}[RouteId]
/** Routes that a handler answers. */
export type HandlerRouteId = Exclude<RouteId, StreamRouteId>
/** Routes that change nothing. */
export type ReadRouteId = {
  [Id in HandlerRouteId]: Routes[Id] extends { method: 'GET' } ? Id : never
}[HandlerRouteId]
/** Routes that change something and need an idempotency key. */
export type WriteRouteId = Exclude<HandlerRouteId, ReadRouteId>

type Parsed<Id extends RouteId, Part extends 'params' | 'query' | 'body'> =
  Routes[Id] extends Record<Part, infer Schema extends z.ZodType> ? z.output<Schema> : undefined
type Sent<Id extends RouteId, Part extends 'params' | 'query' | 'body'> =
  Routes[Id] extends Record<Part, infer Schema extends z.ZodType> ? z.input<Schema> : undefined

/** What a handler gets: already validated. */
export type RouteRequest<Id extends HandlerRouteId> = {
  readonly params: Parsed<Id, 'params'>
  readonly query: Parsed<Id, 'query'>
  readonly body: Parsed<Id, 'body'>
  readonly idempotencyKey: Id extends WriteRouteId ? string : undefined
}

/** What a route answers. */
export type RouteResponse<Id extends RouteId> = z.output<Routes[Id]['response']>

/** What a caller gives; parts that a route does not have are left out. */
export type RouteInput<Id extends HandlerRouteId> = {
  readonly [
    Part in 'params' | 'query' | 'body' as Sent<Id, Part> extends undefined ? never : Part
  ]: Sent<Id, Part>
}

/**
 * One handler per route: a missing one does not compile. The gateway validates before and after,
 * so a handler neither checks its input nor shapes its errors.
 */
export type WebApiHandlers<Context> = {
  readonly [Id in HandlerRouteId]: (
    request: RouteRequest<Id>,
    context: Context,
  ) => Promise<RouteResponse<Id>>
}

/** The ids of all routes, in the order of the table. */
export const routeIds = Object.keys(routes).filter(isRouteId)

function isRouteId(key: string): key is RouteId {
  return Object.hasOwn(routes, key)
}

/** A route by its id, seen as a plain definition. */
export function routeOf(id: RouteId): RouteDefinition {
  return routes[id]
}

/** True for a route that the gateway mounts a handler for. */
export function isHandlerRouteId(id: RouteId): id is HandlerRouteId {
  return routeOf(id).stream !== true
}
