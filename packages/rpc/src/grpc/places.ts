import { experimental, type ChannelOptions } from '@grpc/grpc-js'

type Listener = experimental.ResolverListener
type Found = Parameters<Listener>[0]
type Target = experimental.GrpcUri

const scheme = 'places'

/**
 * Where a service is reached, as gRPC wants it: `host:port`, or several with commas between them. A name may stand for several
 * addresses (a headless service of Kubernetes); all that are found are taken in turn.
 */
export const addressOf = (places: string): string =>
  places.includes(',') ? `${scheme}:${places}` : `dns:${places}`

const eachOf = ({ path }: Target): Target[] =>
  path.split(',').map((place) => ({ scheme: 'dns', path: place }))

/** gRPC looks several places up only where all of them are addresses of one kind: here each is looked up by itself. */
class Places implements experimental.Resolver {
  private readonly each: readonly experimental.Resolver[]
  private readonly found: (Found | undefined)[] = []
  private readonly listener: Listener

  constructor(target: Target, listener: Listener, options: ChannelOptions) {
    this.listener = listener
    this.each = eachOf(target).map((place, i) =>
      experimental.createResolver(place, (found) => this.hear(i, found), options),
    )
  }

  static getDefaultAuthority({ path }: Target): string {
    return path.split(',')[0] ?? path
  }

  updateResolution(): void {
    for (const each of this.each) each.updateResolution()
  }

  destroy(): void {
    for (const each of this.each) each.destroy()
  }

  /** A name that is not found is missed by nobody while another place is there. */
  private hear(i: number, found: Found): boolean {
    this.found[i] = found
    const there = this.found.flatMap((each) => (each?.ok === true ? each.value : []))
    if (there.length > 0) return this.listener(experimental.statusOrFromValue(there), {}, null, '')
    const areAllAsked = this.each.every((_, at) => this.found[at] !== undefined)
    return areAllAsked ? this.listener(found, {}, null, '') : true
  }
}

experimental.registerResolver(scheme, Places)
