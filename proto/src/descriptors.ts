import { readFileSync } from 'node:fs'

/** What reflection says of everything in `proto/`: a `google.protobuf.FileDescriptorSet`. */
export const descriptors = (): Buffer =>
  readFileSync(new URL('../gen/descriptors.binpb', import.meta.url))
