import type { WebApiHandlers } from '@careloom/web-api'
import type { LaunchSessions } from '../auth/launch-sessions.ts'
import { HttpProblem } from '../http/problem.ts'
import { organizationsOf, programsById, type Context } from './context.ts'

type Handlers = Pick<WebApiHandlers<Context>, 'getMe' | 'exchangeHandoff'>

export function sessionHandlers(sessions: LaunchSessions): Handlers {
  return {
    async getMe(_request, context) {
      const { actor, launch } = context
      const [organizationId] = organizationsOf(context)
      const organization =
        organizationId === undefined
          ? undefined
          : { id: organizationId, name: await organizationName(organizationId, context) }
      return {
        name: actor.displayName ?? 'You',
        roles: [...actor.roles],
        ...(organization === undefined ? {} : { organization }),
        ...(actor.personId === undefined ? {} : { personId: actor.personId }),
        ...(actor.peerWorkerId === undefined ? {} : { peerWorkerId: actor.peerWorkerId }),
        ...(launch === undefined
          ? {}
          : {
              launch: {
                patient: { fhirId: launch.fhirId, display: launch.display },
                needPatientBanner: launch.needPatientBanner,
                ehrName: launch.ehrName,
              },
            }),
      }
    },
    async exchangeHandoff({ body }) {
      const session = await sessions.exchange(body.code)
      if (session === undefined)
        throw new HttpProblem(401, 'handoff-expired', {
          detail: 'This code was used or is too old. Open the app from the chart again.',
        })
      return { token: session.token, expiresAt: new Date(session.expiresAt).toISOString() }
    },
  }
}

async function organizationName(organizationId: string, context: Context): Promise<string> {
  const [programs, { connections }] = await Promise.all([
    programsById(context),
    context.services.fhir.listConnections({}, context.call()),
  ])
  const program = [...programs.values()].find((each) => each.organizationId === organizationId)
  return (
    program?.organizationName ??
    connections.find((each) => each.organizationId === organizationId)?.name ??
    'Your organization'
  )
}
