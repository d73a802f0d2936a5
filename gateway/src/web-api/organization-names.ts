import { programsById, type Context } from './context.ts'

/** Hospitals and programmes by their id. */
export async function organizationNames(context: Context): Promise<Map<string, string>> {
  const [programs, { connections }] = await Promise.all([
    programsById(context),
    context.services.fhir.listConnections({}, context.call()),
  ])
  return new Map([
    ...connections.map((each) => [each.organizationId, each.name] as const),
    ...[...programs.values()].map((each) => [each.organizationId, each.organizationName] as const),
  ])
}
