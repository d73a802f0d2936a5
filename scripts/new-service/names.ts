/** How a service and its aggregate are called in each place. */
export type Names = {
  /** `peer-groups`: the folder, the log, the topic. */
  readonly service: string
  /** `PeerGroups`. */
  readonly Service: string
  /** `peergroups`: the proto package. */
  readonly pkg: string
  /** `peer-group`: the aggregate, its stream and its files. */
  readonly one: string
  /** `PeerGroup`. */
  readonly One: string
  /** `peerGroup`. */
  readonly camel: string
  /** `peer_group`. */
  readonly snake: string
  /** `peer group`, for sentences. */
  readonly words: string
}

export function namesOf(service: string): Names {
  const one = service.endsWith('ies') ? `${service.slice(0, -3)}y` : service.replace(/s$/, '')
  const One = pascal(one)
  return {
    service,
    Service: pascal(service),
    pkg: service.replaceAll('-', ''),
    one,
    One,
    camel: One.charAt(0).toLowerCase() + One.slice(1),
    snake: one.replaceAll('-', '_'),
    words: one.replaceAll('-', ' '),
  }
}

function pascal(name: string): string {
  return name
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
}
